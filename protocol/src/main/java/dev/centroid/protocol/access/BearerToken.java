package dev.centroid.protocol.access;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The token that a client sends. A token in a file is read for each request, so that it may change
 * while the client runs. Not a record, as those print what they hold.
 */
public final class BearerToken {

  private final Optional<String> text;
  private final Optional<Path> file;
  private final String origin;

  private BearerToken(Optional<String> text, Optional<Path> file, String origin) {
    this.text = text;
    this.file = file;
    this.origin = origin;
  }

  /** A token that does not change. */
  public static BearerToken ofText(String text) {
    return new BearerToken(Optional.of(text.strip()), Optional.empty(), "");
  }

  /**
   * The token of a file.
   *
   * @param origin the option or setting that names the file; begins the message of an error
   * @throws InvalidInputException if the file cannot be read now
   */
  public static BearerToken ofFile(Path file, String origin) {
    BearerToken token =
        new BearerToken(Optional.empty(), Optional.of(file.toAbsolutePath()), origin);
    String unused = token.authorization();
    return token;
  }

  /**
   * The token of a section of the configuration; empty if it has none.
   *
   * @param section e.g. {@code centroid.codebook}
   * @throws InvalidInputException if both are given, or the file cannot be read
   */
  public static Optional<BearerToken> configured(
      String section, Optional<String> token, Optional<Path> file) {
    // Read as the service reads it, so that both refuse the same.
    CallerCheck unused = CallerCheck.of(section, token, file);
    return file.map(path -> ofFile(path, section + ".token-file"))
        .or(() -> token.map(BearerToken::ofText));
  }

  /**
   * The value of the header {@code Authorization}.
   *
   * @throws InvalidInputException if the token's file cannot be read now
   */
  public String authorization() {
    return "Bearer " + text.orElseGet(this::read);
  }

  /**
   * The configuration that makes a service ask for a token, or a client send it. An empty value
   * hides one of a source that counts less, such as the environment.
   *
   * @param section of the configuration, e.g. {@code centroid.api}
   * @param token empty to ask for none
   */
  public static Map<String, String> settings(String section, Optional<BearerToken> token) {
    return Map.of(
        section + ".token",
        token.flatMap(given -> given.text).orElse(""),
        section + ".token-file",
        token.flatMap(given -> given.file).map(Path::toString).orElse(""));
  }

  private String read() {
    Path path = file.orElseThrow();
    try {
      return Files.readString(path, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new InvalidInputException(
          origin
              + ": "
              + path
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); name a file with the token that you may read",
          e);
    }
  }
}
