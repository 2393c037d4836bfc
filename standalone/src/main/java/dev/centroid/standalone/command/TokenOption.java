package dev.centroid.standalone.command;

import dev.centroid.standalone.client.BearerToken;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What REST asks for and its client sends. */
final class TokenOption {

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "A file with the token that REST asks for; by default the variable CENTROID_TOKEN, or",
        "nothing."
      })
  private Optional<Path> file = Optional.empty();

  Optional<BearerToken> token() {
    return BearerToken.find(file, System.getenv());
  }
}
