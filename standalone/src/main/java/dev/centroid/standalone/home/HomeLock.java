package dev.centroid.standalone.home;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The right to use a home, held until the work is done or until the process ends, however it ends.
 * The locked file holds the number of the process.
 */
public final class HomeLock {

  private HomeLock() {}

  /**
   * Does some work while nobody else uses the home.
   *
   * @throws InvalidInputException if another process uses the home
   * @throws IOException if the file cannot be locked
   * @throws Exception whatever the work throws
   */
  public static <T> T during(CentroidHome home, Callable<T> work) throws Exception {
    try (FileChannel channel =
        FileChannel.open(home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (tryLock(channel).isEmpty()) {
        throw new InvalidInputException(
            "another centroid (process "
                + holder(home)
                + ") is using "
                + home.root()
                + "; wait for it, or give this one a directory of its own with --home");
      }
      channel.truncate(0);
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return work.call();
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  private static String holder(CentroidHome home) throws IOException {
    String pid = Files.readString(home.lockFile()).strip();
    return pid.isEmpty() ? "unknown" : pid;
  }
}
