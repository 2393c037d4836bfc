package dev.centroid.standalone.command;

import dev.centroid.standalone.home.CentroidHome;
import dev.centroid.standalone.home.HomeToken;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The token of a home. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "The token that `serve` and `compress` ask callers of REST for.")
final class TokenCommand {

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = "Replaces the token of the home; a running `serve` asks for the new one.")
  int replace(
      @Mixin HomeOption homeOption,
      @Option(names = "--json", description = "Print the token and its file as JSON.") boolean json)
      throws IOException {
    CentroidHome home = homeOption.home();
    home.prepare();
    String token = HomeToken.replace(home);
    Output.print(
        json,
        Map.of("token", token, "file", home.token().toString()),
        List.of("token      " + home.token(), "           " + token + ", made now and shown once"));
    return 0;
  }
}
