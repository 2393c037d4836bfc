package dev.centroid.standalone.command;

import dev.centroid.protocol.view.JobView;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Lists the jobs of a system that `serve` or a cluster runs, the newest first.")
final class JobsCommand implements Callable<Integer> {

  @Mixin private ServerOption server = new ServerOption();

  @Option(names = "--json", description = "Print the jobs as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<JobView> jobs = server.client().jobs();
    Output.print(json, jobs, JobLines.table(jobs));
    return 0;
  }
}
