package dev.centroid.coordinator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The name that a replica keeps from start to start, in its state directory. */
final class InstanceName {

  private static final String FILE = "instance";

  private InstanceName() {}

  /**
   * The name kept in a directory; a new one if there is none yet.
   *
   * @throws UncheckedIOException if the directory cannot be read or written
   */
  static String in(Path stateDirectory) {
    Path file = stateDirectory.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(stateDirectory);
        Path draft = Files.createTempFile(stateDirectory, FILE, ".new");
        Files.writeString(draft, "coordinator-" + UUID.randomUUID());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep this replica's name in "
              + file
              + ": give a directory that can be written as centroid.state.directory",
          e);
    }
  }
}
