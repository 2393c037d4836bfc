package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.broker.LoopbackPort;
import dev.centroid.standalone.client.GivenToken;
import dev.centroid.standalone.command.TokenOption.Asked;
import dev.centroid.standalone.embedded.EmbeddedSettings;
import dev.centroid.standalone.embedded.EmbeddedSystem;
import dev.centroid.standalone.home.CentroidHome;
import dev.centroid.standalone.home.HomeLock;
import dev.centroid.standalone.home.ServedAddress;
import io.quarkus.runtime.Quarkus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the whole system until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the whole system on this machine until Ctrl-C, for jobs sent by REST.")
final class ServeCommand implements Callable<Integer> {

  private static final int WORKERS = 1;

  @Mixin private HomeOption homeOption = new HomeOption();

  @Mixin private TokenOption tokenOption = new TokenOption();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the loopback for REST and metrics; 8080 by default.")
  private int port;

  @Option(
      names = "--no-token",
      description = "Ask for no token: every user of this machine can run jobs and read models.")
  private boolean noToken;

  @Override
  public Integer call() throws Exception {
    if (noToken && tokenOption.namesFile()) {
      throw new InvalidInputException(
          "--no-token: cannot be given with " + GivenToken.OPTION + "; remove one of them");
    }
    LoopbackPort.requireFree(port, "--port");
    CentroidHome home = homeOption.home();
    home.prepare();
    home.requireRoomFor(0);
    return HomeLock.during(home, () -> serve(home));
  }

  private int serve(CentroidHome home) throws Exception {
    Optional<Asked> asked = noToken ? Optional.empty() : Optional.of(tokenOption.ask(home));
    EmbeddedSettings settings = EmbeddedSettings.onHttpPort(home, port, asked.map(Asked::token));
    List<String> notice = notice(settings, asked);
    EmbeddedSystem system = new EmbeddedSystem(settings, WORKERS, Failures::reportAndHalt);
    return ServedAddress.during(
        home,
        settings.url(),
        () ->
            system.run(
                workers -> {
                  home.restrictCoordinator();
                  workers.release();
                  notice.forEach(System.out::println);
                  Quarkus.waitForExit();
                  return 0;
                }));
  }

  private static List<String> notice(EmbeddedSettings settings, Optional<Asked> asked) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "REST       "
            + settings.url()
            + "/v1/jobs, for "
            + (asked.isPresent() ? "callers with the token" : "every program of this machine"));
    asked.flatMap(Asked::file).ifPresent(file -> lines.add("token      " + file));
    asked
        .flatMap(Asked::madeNow)
        .ifPresent(token -> lines.add("           " + token + ", made now and shown once"));
    lines.add("metrics    " + settings.url() + "/q/metrics");
    lines.add("health     " + settings.url() + "/q/health");
    lines.add("broker     " + settings.bootstrapServers());
    lines.add("artifacts  " + settings.home().artifacts());
    lines.add("log        " + settings.home().log());
    lines.add("Ctrl-C stops it.");
    return lines;
  }
}
