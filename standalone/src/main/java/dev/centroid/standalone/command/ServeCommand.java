package dev.centroid.standalone.command;

import dev.centroid.standalone.broker.LoopbackPort;
import dev.centroid.standalone.embedded.EmbeddedSettings;
import dev.centroid.standalone.embedded.EmbeddedSystem;
import dev.centroid.standalone.home.CentroidHome;
import dev.centroid.standalone.home.HomeLock;
import io.quarkus.runtime.Quarkus;
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

  @Mixin private HomeOption homeOption = new HomeOption();

  @Mixin private TokenOption tokenOption = new TokenOption();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the loopback for REST and metrics; 8080 by default.")
  private int port;

  @Override
  public Integer call() throws Exception {
    LoopbackPort.requireFree(port, "--port");
    CentroidHome home = homeOption.home();
    home.prepare();
    home.requireRoomFor(0);
    EmbeddedSettings settings = EmbeddedSettings.onHttpPort(home, port, tokenOption.token());
    EmbeddedSystem system = new EmbeddedSystem(settings, Failures::reportAndHalt);
    return HomeLock.during(
        home,
        () ->
            system.run(
                () -> {
                  tell(settings);
                  Quarkus.waitForExit();
                  return 0;
                }));
  }

  private static void tell(EmbeddedSettings settings) {
    String callers = settings.token().isPresent() ? ", for callers with the token" : "";
    System.out.println("REST       " + settings.url() + "/v1/jobs" + callers);
    System.out.println("metrics    " + settings.url() + "/q/metrics");
    System.out.println("health     " + settings.url() + "/q/health");
    System.out.println("broker     " + settings.bootstrapServers());
    System.out.println("artifacts  " + settings.home().artifacts());
    System.out.println("log        " + settings.home().log());
    System.out.println("Ctrl-C stops it.");
  }
}
