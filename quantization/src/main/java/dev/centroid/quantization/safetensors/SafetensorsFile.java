package dev.centroid.quantization.safetensors;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A safetensors file whose header has been checked completely before anything is allocated for its
 * tensors: ranges tile the data section, lengths agree with types and shapes, names are unique.
 */
public final class SafetensorsFile {

  private static final int TENSORS_NAMED_IN_MESSAGES = 20;

  private final String name;
  private final Source source;
  private final long dataStart;
  private final Map<String, String> metadata;
  private final Map<String, Header.Entry> entries;

  private SafetensorsFile(String name, Source source, Header header) {
    this.name = name;
    this.source = source;
    this.dataStart = header.dataStart();
    this.metadata = Collections.unmodifiableMap(header.metadata());
    this.entries = new LinkedHashMap<>();
    header.entries().forEach(entry -> entries.put(entry.info().name(), entry));
  }

  /**
   * Opens a file by mapping it: its tensors are read from disk when they are looked at.
   *
   * @param file path of a file that stays as it is while it is in use
   * @throws InvalidInputException if it cannot be read or is not a sound safetensors file
   */
  public static SafetensorsFile open(Path file) {
    return read(MappedSource.open(file), file.toString());
  }

  /**
   * @param content the whole file; not copied
   * @param name the name for messages
   * @throws InvalidInputException if it is not a sound safetensors file
   */
  public static SafetensorsFile parse(byte[] content, String name) {
    return read(new ArraySource(content), name);
  }

  private static SafetensorsFile read(Source source, String name) {
    Header header = new HeaderReader(source, name).read();
    return new SafetensorsFile(name, source, header);
  }

  /** How messages name it: its path, if it is on disk. */
  public String name() {
    return name;
  }

  /** The user's key-value pairs, in the file's order. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** All tensors, in the order of their data. */
  public List<TensorInfo> tensors() {
    return entries.values().stream().map(Header.Entry::info).toList();
  }

  /**
   * @param tensor a name
   * @return the tensor, or empty if the file has none of that name
   */
  public Optional<TensorInfo> find(String tensor) {
    return Optional.ofNullable(entries.get(tensor)).map(Header.Entry::info);
  }

  /**
   * @param tensor a name
   * @throws InvalidInputException if the file has no such tensor; names the file and what it has
   */
  public TensorInfo require(String tensor) {
    return entry(tensor).info();
  }

  /**
   * @param tensor a name
   * @return its contents: little-endian, read-only, from position 0
   * @throws InvalidInputException if there is no such tensor, or it has 2 GiB or more
   */
  public ByteBuffer data(String tensor) {
    Header.Entry entry = entry(tensor);
    if (entry.length() > Integer.MAX_VALUE) {
      throw new InvalidInputException(
          name
              + ": tensor "
              + Printable.quoted(tensor)
              + " has "
              + entry.length()
              + " bytes; split it, since tensors must stay below 2 GiB");
    }
    return source
        .slice(dataStart + entry.begin(), (int) entry.length())
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param tensor the name of a floating-point tensor
   * @return its elements; F64 is rounded to single precision
   * @throws InvalidInputException if there is no such tensor, or it is not floating point
   */
  public float[] floats(String tensor) {
    DType dtype = require(tensor).dtype();
    if (!dtype.isFloatingPoint()) {
      throw wrongType(tensor, dtype, "floating-point numbers are needed");
    }
    return TensorValues.floats(dtype, data(tensor));
  }

  /**
   * @param tensor the name of a tensor of integers or booleans
   * @return its elements; true is 1
   * @throws InvalidInputException if there is no such tensor, or it is floating point
   */
  public long[] longs(String tensor) {
    DType dtype = require(tensor).dtype();
    if (dtype.isFloatingPoint()) {
      throw wrongType(tensor, dtype, "integers are needed");
    }
    return TensorValues.longs(dtype, data(tensor));
  }

  private InvalidInputException wrongType(String tensor, DType dtype, String need) {
    return new InvalidInputException(
        name + ": tensor " + Printable.quoted(tensor) + " holds " + dtype + ", but " + need);
  }

  private Header.Entry entry(String tensor) {
    return Optional.ofNullable(entries.get(tensor))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    name
                        + ": has no tensor "
                        + Printable.quoted(tensor)
                        + "; it has "
                        + namesForMessage()));
  }

  private String namesForMessage() {
    if (entries.isEmpty()) {
      return "no tensors";
    }
    String some =
        entries.keySet().stream()
            .limit(TENSORS_NAMED_IN_MESSAGES)
            .map(Printable::quoted)
            .collect(Collectors.joining(", "));
    int more = entries.size() - TENSORS_NAMED_IN_MESSAGES;
    return more > 0 ? some + " and " + more + " more" : some;
  }
}
