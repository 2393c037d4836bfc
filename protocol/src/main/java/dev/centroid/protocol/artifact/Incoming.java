package dev.centroid.protocol.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * A blob on its way into the store: a temporary file in the store's own file system, which is
 * renamed to its final name when it is whole and on the disk. Closing it before that removes it.
 */
final class Incoming implements AutoCloseable {

  private final Path temporary;
  private final FileChannel channel;
  private final MessageDigest hash = Sha256.start();
  private long written;

  private Incoming(Path temporary, FileChannel channel) {
    this.temporary = temporary;
    this.channel = channel;
  }

  static Incoming in(Path directory) throws IOException {
    // Not Files.createTempFile: its files can be read by their owner only, and the blob keeps that.
    Path temporary = directory.resolve("put-" + UUID.randomUUID() + ".tmp");
    return new Incoming(
        temporary,
        FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
  }

  long written() {
    return written;
  }

  /** Copies a stream to its end. Failures of the source come out as {@link SourceException}. */
  void copy(InputStream content) throws IOException {
    byte[] buffer = new byte[Sha256.BUFFER_BYTES];
    for (int read = read(content, buffer); read >= 0; read = read(content, buffer)) {
      hash.update(buffer, 0, read);
      ByteBuffer left = ByteBuffer.wrap(buffer, 0, read);
      while (left.hasRemaining()) {
        written += channel.write(left);
      }
    }
  }

  /** Writes the content to the disk; nothing may be copied after it. */
  Digest finish() throws IOException {
    channel.force(true);
    channel.close();
    return Sha256.finish(hash);
  }

  void moveTo(Path blob) throws IOException {
    Files.move(temporary, blob, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }

  private static int read(InputStream content, byte[] buffer) throws SourceException {
    try {
      return content.read(buffer);
    } catch (IOException e) {
      throw new SourceException(e);
    }
  }

  /** The source of a blob could not be read, as against the store not written. */
  static final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    SourceException(IOException failure) {
      super(failure);
      this.failure = failure;
    }

    IOException failure() {
      return failure;
    }
  }
}
