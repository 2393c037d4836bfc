package dev.centroid.quantization.torchscript;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * An archive put together by hand: one module {@code Model} with one parameter {@code weight} of
 * two floats, until a test changes something.
 */
final class HandmadeArchive {

  static final String FILE = "model.pt";
  static final String FLOATS = "ctorch\nFloatStorage\n";
  static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n";
  static final String NO_HOOKS = "ccollections\nOrderedDict\n)R";
  static final String START = "\u0080\u0002";
  static final String MODEL = "c__torch__\nModel\n)\u0081";

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  HandmadeArchive() {
    with("model/data.pkl", START + MODEL + "}(" + text("weight") + tensor("0", 2, 0, 2, 1) + "ub.");
    with("model/code/__torch__.py", code("weight"));
    with("model/constants.pkl", START + ").");
    with("model/data/0", "\0\0\0\0\0\0\0\0");
    with("model/version", "3\n");
    with("model/byteorder", "little");
  }

  /** The entries of another archive. */
  static HandmadeArchive of(byte[] archive) {
    HandmadeArchive copy = new HandmadeArchive();
    copy.entries.clear();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        copy.with(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  HandmadeArchive copy() {
    HandmadeArchive copy = new HandmadeArchive();
    copy.entries.clear();
    copy.entries.putAll(entries);
    return copy;
  }

  /** The name of the one entry that ends so. */
  String nameEndingWith(String end) {
    return entries.keySet().stream().filter(name -> name.endsWith(end)).findAny().orElseThrow();
  }

  static String code(String parameter) {
    return "class Model(Module):\n  __parameters__ = [\""
        + parameter
        + "\", ]\n  __buffers__ = []\n";
  }

  HandmadeArchive with(String name, String latin1) {
    return with(name, latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  HandmadeArchive with(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  HandmadeArchive without(String name) {
    entries.remove(name);
    return this;
  }

  /** With a {@code data.pkl} that holds a model whose only attribute is {@code weight}. */
  HandmadeArchive withWeight(String value) {
    return with("model/data.pkl", START + MODEL + "}(" + text("weight") + value + "ub.");
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  byte[] bytes(String name) {
    return entries.get(name).clone();
  }

  /** BINUNICODE. */
  static String text(String value) {
    return "X" + fourBytes(value.length()) + value;
  }

  /** BININT. */
  static String integer(int value) {
    return "J" + fourBytes(value);
  }

  /** LONG1 of eight bytes. */
  static String longInteger(long value) {
    return "\u008a\u0008" + fourBytes((int) value) + fourBytes((int) (value >>> 32));
  }

  private static String fourBytes(int value) {
    StringBuilder bytes = new StringBuilder();
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.append((char) (value >>> shift & 0xff));
    }
    return bytes.toString();
  }

  static String storage(String key, int elements) {
    return "(" + text("storage") + FLOATS + text(key) + text("cpu") + integer(elements) + "tQ";
  }

  /** A one-dimensional tensor of floats. */
  static String tensor(String key, int elements, long offset, long size, long stride) {
    return REBUILD
        + "("
        + storage(key, elements)
        + longInteger(offset)
        + longInteger(size)
        + "\u0085"
        + longInteger(stride)
        + "\u0085"
        + "\u0088"
        + NO_HOOKS
        + "tR";
  }

  byte[] stored() {
    return write(ZipEntry.STORED);
  }

  byte[] deflated() {
    return write(ZipEntry.DEFLATED);
  }

  private byte[] write(int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> pair : entries.entrySet()) {
        CRC32 checksum = new CRC32();
        checksum.update(pair.getValue());
        ZipEntry entry = new ZipEntry(pair.getKey());
        entry.setMethod(method);
        entry.setSize(pair.getValue().length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(pair.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  TorchScriptArchive parse() {
    return TorchScriptArchive.parse(stored(), FILE);
  }
}
