package dev.centroid.standalone.command;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.standalone.client.GivenToken;
import dev.centroid.standalone.home.CentroidHome;
import dev.centroid.standalone.home.HomeToken;
import dev.centroid.standalone.home.ServedAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The token that REST asks for and its client sends. */
final class TokenOption {

  @Option(
      names = GivenToken.OPTION,
      paramLabel = "FILE",
      description = {
        "A file with the token that REST asks for; by default the variable CENTROID_TOKEN, or",
        "the file 'token' of the home."
      })
  private Optional<Path> file = Optional.empty();

  private Optional<BearerToken> token() {
    return GivenToken.find(file, System.getenv());
  }

  /** Whether a file is named. */
  boolean namesFile() {
    return file.isPresent();
  }

  /**
   * The token to send to a server: the one that the user gives, or else the home's own, if the
   * server is the system that runs in this home.
   *
   * @throws IOException if the home cannot be read
   */
  Optional<BearerToken> tokenFor(String url, CentroidHome home) throws IOException {
    Optional<BearerToken> given = token();
    return given.isEmpty() && ServedAddress.isAt(home, url) ? Optional.of(ofHome(home)) : given;
  }

  /**
   * The token to ask for: the one that the user gives, or else the home's own, which is made if it
   * is not there. Call while the home is locked.
   *
   * @throws IOException if the home cannot be read or written
   */
  Asked ask(CentroidHome home) throws IOException {
    Optional<BearerToken> given = token();
    if (given.isPresent()) {
      return new Asked(given.get(), file, Optional.empty());
    }
    Optional<String> madeNow = HomeToken.makeIfAbsent(home);
    return new Asked(ofHome(home), Optional.of(home.token()), madeNow);
  }

  /**
   * A token that REST asks for.
   *
   * @param file where others find it, if it is there
   * @param madeNow its text, if it was made now
   */
  record Asked(BearerToken token, Optional<Path> file, Optional<String> madeNow) {}

  private static BearerToken ofHome(CentroidHome home) {
    return BearerToken.ofFile(home.token(), "--home");
  }
}
