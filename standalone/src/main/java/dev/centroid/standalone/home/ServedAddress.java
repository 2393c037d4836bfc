package dev.centroid.standalone.home;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The address at which the system of a home answers, in a locked file for as long as it runs. So a
 * command sends the home's token to that system, and never to another program that listens there
 * when the system has ended.
 */
public final class ServedAddress {

  /** Names of the one address that embedded systems listen on. */
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

  private ServedAddress() {}

  /**
   * Does some work while a system answers.
   *
   * @param url of its REST
   * @throws IOException if the file cannot be written
   * @throws Exception whatever the work throws
   */
  @SuppressWarnings("try") // that the lock is held is what it is for
  public static <T> T during(CentroidHome home, String url, Callable<T> work) throws Exception {
    try (FileChannel channel =
            FileChannel.open(home.address(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(url.getBytes(StandardCharsets.UTF_8)));
      return work.call();
    }
  }

  /**
   * Whether the system of a home runs and answers at an address.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public static boolean isAt(CentroidHome home, String url) throws IOException {
    Path file = home.address();
    if (!Files.exists(file) || !isLocked(file)) {
      return false;
    }
    URI served = URI.create(Files.readString(file).strip());
    URI asked = URI.create(url);
    return "http".equals(asked.getScheme())
        && LOOPBACK.contains(Optional.ofNullable(asked.getHost()).orElse(""))
        && asked.getPort() == served.getPort();
  }

  private static boolean isLocked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, /* shared= */ true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      // By this process.
      return true;
    }
  }
}
