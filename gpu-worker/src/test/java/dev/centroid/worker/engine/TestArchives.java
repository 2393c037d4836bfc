package dev.centroid.worker.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The archives of PyTorch that the module {@code quantization} keeps for its tests. */
final class TestArchives {

  private static final Path FOLDER = Path.of("../quantization/src/test/resources/archives");

  private TestArchives() {}

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(FOLDER.resolve(name + ".pt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
