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

/**
 * The right to use a home, held until closed or until the process ends, however it ends. The file
 * holds the number of the process.
 */
public final class HomeLock implements AutoCloseable {

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws InvalidInputException if another process uses the home
   * @throws IOException if the file cannot be locked
   */
  public static HomeLock take(CentroidHome home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel).isEmpty()) {
      channel.close();
      throw new InvalidInputException(
          "another centroid (process "
              + holder(home)
              + ") is using "
              + home.root()
              + "; wait for it, or give this one a directory of its own with --home");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    return new HomeLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
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
