package dev.centroid.standalone.client;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The token that a user gives to a command. */
public final class GivenToken {

  /** The environment variable that holds it. */
  public static final String VARIABLE = "CENTROID_TOKEN";

  /** The option that names its file. */
  public static final String OPTION = "--token-file";

  private GivenToken() {}

  /**
   * The token of a file, or else of the environment; empty if there is neither.
   *
   * @throws InvalidInputException if the file cannot be read
   */
  public static Optional<BearerToken> find(Optional<Path> file, Map<String, String> environment) {
    return file.map(path -> BearerToken.ofFile(path, OPTION))
        .or(() -> Optional.ofNullable(environment.get(VARIABLE)).map(BearerToken::ofText));
  }
}
