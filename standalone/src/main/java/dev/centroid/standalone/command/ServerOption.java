package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.client.JobClient;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster's jobs a command is about. */
final class ServerOption {

  @Mixin private TokenOption tokenOption = new TokenOption();

  @Mixin private HomeOption homeOption = new HomeOption();

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "A coordinator's REST; ${DEFAULT-VALUE} by default.")
  private String url = "";

  /**
   * @throws IOException if the home cannot be read
   */
  JobClient client() throws IOException {
    String server = checked(url);
    return new JobClient(server, tokenOption.tokenFor(server, homeOption.home()));
  }

  /**
   * A coordinator's address without a slash at its end.
   *
   * @throws InvalidInputException if it is none
   */
  static String checked(String url) {
    boolean http = url.startsWith("http://") || url.startsWith("https://");
    if (!http || !hasHost(url)) {
      throw new InvalidInputException(
          "--server: must be an address such as http://127.0.0.1:8080, but is '" + url + "'");
    }
    return url.replaceAll("/+$", "");
  }

  private static boolean hasHost(String url) {
    try {
      return URI.create(url).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
