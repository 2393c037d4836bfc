package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The embedded broker as a process of its own, for a cluster on one machine. */
@Command(
    name = "broker",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Runs a Kafka broker on the loopback until it is stopped, for a local cluster.")
final class BrokerCommand implements Callable<Integer> {

  @Option(names = "--directory", required = true, paramLabel = "DIR")
  private Path directory = Path.of("");

  @Option(names = "--port", required = true, paramLabel = "PORT")
  private int port;

  @Override
  public Integer call() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            directory,
            OptionalInt.of(port),
            reason -> Failures.reportAndHalt(new InvalidInputException("broker: " + reason)));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.close();
                  stop.countDown();
                },
                "broker-stop"));
    System.out.println("broker at " + broker.bootstrapServers());
    stop.await();
    return 0;
  }
}
