package dev.centroid.standalone.command;

import dev.centroid.standalone.client.JobClient.Order;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a job; its tasks stop at their next step. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Ends a job; its tasks stop at their next step.")
final class CancelCommand implements Callable<Integer> {

  @Mixin private OrderOptions options = new OrderOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.give(Order.CANCEL);
  }
}
