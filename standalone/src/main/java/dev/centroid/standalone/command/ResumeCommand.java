package dev.centroid.standalone.command;

import dev.centroid.standalone.client.JobClient.Order;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes on with a job that was paused. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Goes on with a job that was paused.")
final class ResumeCommand implements Callable<Integer> {

  @Mixin private OrderOptions options = new OrderOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.give(Order.RESUME);
  }
}
