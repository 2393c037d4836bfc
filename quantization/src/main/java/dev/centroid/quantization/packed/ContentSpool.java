package dev.centroid.quantization.packed;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps contents on disk, so that what has been compressed of a model need not fit into memory. The
 * file is removed when the spool is closed.
 */
public final class ContentSpool implements Closeable {

  private final Path path;
  private final FileChannel file;

  private ContentSpool(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * @param path of a file that does not exist yet
   */
  public static ContentSpool create(Path path) throws IOException {
    return new ContentSpool(
        path,
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  /**
   * @param data from position to limit
   * @return the same bytes, read from disk when they are looked at
   * @throws UncheckedIOException if they cannot be written
   */
  public ByteBuffer keep(ByteBuffer data) {
    try {
      long start = file.size();
      long length = data.remaining();
      ByteBuffer rest = data.duplicate();
      while (rest.hasRemaining()) {
        file.write(rest, start + length - rest.remaining());
      }
      return file.map(MapMode.READ_ONLY, start, length).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be written; make room on the disk", e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }
}
