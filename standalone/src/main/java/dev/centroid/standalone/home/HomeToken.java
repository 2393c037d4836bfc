package dev.centroid.standalone.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The token of a home: 256 random bits in hexadecimal, in a file that only its owner can read. */
public final class HomeToken {

  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private HomeToken() {}

  /**
   * Makes the token of a home unless there is one. Call while the home is locked.
   *
   * @return the token if it was made now
   * @throws IOException if its file cannot be read or written
   */
  public static Optional<String> makeIfAbsent(CentroidHome home) throws IOException {
    Path file = home.token();
    boolean present = Files.exists(file) && !Files.readString(file).isBlank();
    return present ? Optional.empty() : Optional.of(replace(home));
  }

  /**
   * Gives a home a new token. A reader of the file sees the old one or the new one.
   *
   * @return the new token
   * @throws IOException if its file cannot be written
   */
  public static String replace(CentroidHome home) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    Path draft = home.root().resolve("token-" + UUID.randomUUID() + ".new");
    try {
      write(draft, token + "\n");
      Files.move(draft, home.token(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    return token;
  }

  private static void write(Path file, String text) throws IOException {
    boolean posix =
        Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(MODE)}
            : new FileAttribute<?>[0];
    Files.createFile(file, mode);
    Files.writeString(file, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
  }
}
