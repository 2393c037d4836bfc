package dev.centroid.standalone.command;

import dev.centroid.standalone.client.JobClient.Order;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a job's tasks and keeps what is done, until it is resumed. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = "Stops a job's tasks and keeps what is done, until it is resumed.")
final class PauseCommand implements Callable<Integer> {

  @Mixin private OrderOptions options = new OrderOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.give(Order.PAUSE);
  }
}
