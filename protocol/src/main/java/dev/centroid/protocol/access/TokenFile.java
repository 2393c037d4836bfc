package dev.centroid.protocol.access;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A token in a file, as a mounted secret is. Read each time: it is short, and a changed one counts
 * at once, however it was replaced.
 */
final class TokenFile implements TokenSource {

  private final Path file;
  private final String setting;

  /**
   * @param setting the configuration key that names the file
   */
  TokenFile(Path file, String setting) {
    this.file = file;
    this.setting = setting;
  }

  /**
   * Reads it once, for the start.
   *
   * @throws InvalidInputException if it cannot be read or has no usable token
   */
  void requireUsable() {
    try {
      ApiToken unused = read();
    } catch (IOException e) {
      throw new InvalidInputException(
          setting
              + ": "
              + file
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); name a file that this process may read",
          e);
    }
  }

  @Override
  public ApiToken current() {
    try {
      return read();
    } catch (IOException | InvalidInputException e) {
      throw new TokenFileException(setting + " has no usable token now", e);
    }
  }

  private ApiToken read() throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    return ApiToken.parse(text, setting + ": " + file);
  }
}
