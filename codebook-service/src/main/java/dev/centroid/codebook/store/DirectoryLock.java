package dev.centroid.codebook.store;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A directory's one owner. The operating system lets go of it when the process ends, however it
 * ends.
 */
final class DirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes a directory, and makes it if need be.
   *
   * @throws InvalidInputException if another has it, or it cannot be made or written to
   */
  static DirectoryLock take(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel).isEmpty()) {
        channel.close();
        throw new InvalidInputException(
            "the codebook store's directory "
                + directory
                + " is in use by another process or store; stop it, or name another directory");
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the codebook store's directory "
              + directory
              + " cannot be used ("
              + e
              + "); make it a directory that may be written to, or name another",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }
}
