package dev.centroid.protocol.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of contents. */
public final class Sha256 {

  static final int BUFFER_BYTES = 1 << 17;

  private Sha256() {}

  /** The digest of some bytes. */
  public static Digest of(byte[] content) {
    MessageDigest hash = start();
    hash.update(content);
    return finish(hash);
  }

  /**
   * The digest of a file's content, streaming.
   *
   * @throws IOException if the file could not be read
   */
  public static Digest of(Path file) throws IOException {
    MessageDigest hash = start();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream content = Files.newInputStream(file)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        hash.update(buffer, 0, read);
      }
    }
    return finish(hash);
  }

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, but this one lacks it", e);
    }
  }

  static Digest finish(MessageDigest hash) {
    return new Digest(HexFormat.of().formatHex(hash.digest()));
  }
}
