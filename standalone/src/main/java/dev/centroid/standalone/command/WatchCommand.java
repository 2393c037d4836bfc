package dev.centroid.standalone.command;

import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.standalone.client.JobClient;
import dev.centroid.standalone.progress.ProgressDisplay;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows a job. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Shows a job's progress until it has ended.")
final class WatchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "JOB", description = "The job's id, as `jobs` lists it.")
  private String jobId = "";

  @Mixin private ServerOption server = new ServerOption();

  @Option(
      names = "--json",
      description = "Print the job as JSON at its end; progress goes to standard error.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JobClient client = server.client();
    ProgressDisplay display = Displays.of(json);
    JobDetails details;
    try {
      details = new JobFollower(client, display).follow(jobId);
    } finally {
      display.end();
    }
    Output.print(json, details, List.of(JobLines.of(details.job())));
    return details.job().status() == JobStatus.COMPLETED ? 0 : 1;
  }
}
