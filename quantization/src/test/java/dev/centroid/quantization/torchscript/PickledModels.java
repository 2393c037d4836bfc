package dev.centroid.quantization.torchscript;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Models whose pickle is any bytes, and that are sound but for that. */
final class PickledModels {

  private static final String PICKLE = "/data.pkl";
  private static final List<HandmadeArchive> ARCHIVES =
      Stream.concat(
              Stream.of(new HandmadeArchive().stored()),
              Archives.names().map(name -> Archives.open(name).withTensors(Map.of())))
          .map(HandmadeArchive::of)
          .toList();
  private static final List<ZipArchive> ZIPS =
      ARCHIVES.stream()
          .map(archive -> ZipArchive.of(ByteBuffer.wrap(archive.stored()), "given.pt"))
          .toList();
  private static final List<ClassSources> CLASSES =
      ZIPS.stream().map(zip -> new ClassSources(zip, "given.pt")).toList();

  private PickledModels() {}

  /** Of each model a byte that says which it is, then its pickle. */
  static Stream<byte[]> sound() {
    return ARCHIVES.stream()
        .map(
            archive -> {
              byte[] pickle = archive.bytes(archive.nameEndingWith(PICKLE));
              byte[] content = new byte[1 + pickle.length];
              content[0] = (byte) ARCHIVES.indexOf(archive);
              System.arraycopy(pickle, 0, content, 1, pickle.length);
              return content;
            });
  }

  /**
   * A whole file.
   *
   * @param content a byte that says which model, then the pickle to put in the place of its own
   */
  static byte[] file(byte[] content) {
    HandmadeArchive archive = ARCHIVES.get(index(content));
    return archive.copy().with(archive.nameEndingWith(PICKLE), pickle(content)).stored();
  }

  /** Reads the pickle and finds the model's tensors in it; does not vet the code each time. */
  static Map<String, ArchiveTensor> read(byte[] content) {
    int index = index(content);
    String where = "given.pt: data.pkl";
    PickleValue root =
        PickleReader.read(
            where,
            ByteBuffer.wrap(pickle(content)),
            new StorageCheck(ZIPS.get(index), "data/", where)::check);
    return ModuleTree.walk(root, CLASSES.get(index), "given.pt");
  }

  private static int index(byte[] content) {
    return content.length == 0 ? 0 : Byte.toUnsignedInt(content[0]) % ARCHIVES.size();
  }

  private static byte[] pickle(byte[] content) {
    return Arrays.copyOfRange(content, Math.min(1, content.length), content.length);
  }
}
