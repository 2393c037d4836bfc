package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells kinds of model files apart by their content, since names promise nothing. */
final class ModelFile {

  private static final byte[] ZIP = {'P', 'K'};

  private ModelFile() {}

  /**
   * Whether a file is a safetensors file; else it is taken for a TorchScript archive, which is a
   * zip.
   *
   * @throws InvalidInputException if there is no such file
   */
  static boolean isPacked(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": there is no such file; check the path");
    }
    try (InputStream content = Files.newInputStream(file)) {
      byte[] start = content.readNBytes(9);
      boolean zip = start.length > 1 && start[0] == ZIP[0] && start[1] == ZIP[1];
      return !zip && start.length == 9 && start[8] == '{';
    }
  }
}
