package dev.centroid.standalone.client;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a coordinator asks its callers for. Not a record, as those print what they hold. */
public final class BearerToken {

  /** The variable of the environment that holds it. */
  public static final String VARIABLE = "CENTROID_TOKEN";

  private final String text;
  private final Optional<Path> file;

  private BearerToken(String text, Optional<Path> file) {
    this.text = text;
    this.file = file;
  }

  /**
   * The token of a file, or else of the environment; empty if there is neither.
   *
   * @throws InvalidInputException if the file cannot be read
   */
  public static Optional<BearerToken> find(Optional<Path> file, Map<String, String> environment) {
    if (file.isPresent()) {
      return Optional.of(new BearerToken(read(file.get()), file));
    }
    return Optional.ofNullable(environment.get(VARIABLE))
        .map(text -> new BearerToken(text.strip(), Optional.empty()));
  }

  /** The value of the header {@code Authorization}. */
  String authorization() {
    return "Bearer " + text;
  }

  /** What makes a coordinator of this process ask for it. */
  public Map<String, String> settings() {
    return file.map(path -> Map.of("centroid.api.token-file", path.toAbsolutePath().toString()))
        .orElseGet(() -> Map.of("centroid.api.token", text));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new InvalidInputException(
          "--token-file: "
              + file
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); name a file with the token that you may read",
          e);
    }
  }
}
