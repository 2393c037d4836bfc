package dev.centroid.standalone.job;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.checkpoint.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds checkpoints without code: a safetensors file, an index of several, or a folder of those.
 */
public final class CheckpointFiles {

  private static final String INDEX = ".safetensors.index.json";
  private static final String MODEL = "model.safetensors";
  private static final byte[] ZIP = {'P', 'K'};
  private static final int LENGTH_BYTES = 8;

  private CheckpointFiles() {}

  /**
   * @param named a file or a folder
   * @return empty if it is none: to be taken for TorchScript, or a folder with it
   * @throws InvalidInputException if it is one, but not sound
   */
  public static Optional<Checkpoint> find(Path named) throws IOException {
    if (Files.isDirectory(named)) {
      return Files.exists(named.resolve(JobFiles.MODEL)) ? Optional.empty() : inFolder(named);
    }
    if (!Files.isRegularFile(named)) {
      return Optional.empty();
    }
    if (String.valueOf(named.getFileName()).endsWith(INDEX)) {
      return Optional.of(Checkpoint.ofIndex(named));
    }
    return isSafetensors(named) ? Optional.of(Checkpoint.ofFile(named)) : Optional.empty();
  }

  private static Optional<Checkpoint> inFolder(Path folder) throws IOException {
    Path index = folder.resolve("model" + INDEX);
    Path single = folder.resolve(MODEL);
    if (Files.isRegularFile(index)) {
      return Optional.of(Checkpoint.ofIndex(index));
    }
    return Files.isRegularFile(single) ? Optional.of(Checkpoint.ofFile(single)) : Optional.empty();
  }

  /**
   * Tells kinds of model files apart by their content, since names promise nothing.
   *
   * @return whether a file is a safetensors file; else it is taken for a TorchScript archive, which
   *     is a zip
   * @throws InvalidInputException if there is no such file
   */
  public static boolean isSafetensors(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": there is no such file; check the path");
    }
    try (InputStream content = Files.newInputStream(file)) {
      byte[] start = content.readNBytes(LENGTH_BYTES + 1);
      boolean zip = start.length > 1 && start[0] == ZIP[0] && start[1] == ZIP[1];
      return !zip && start.length == LENGTH_BYTES + 1 && start[LENGTH_BYTES] == '{';
    }
  }
}
