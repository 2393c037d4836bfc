package dev.centroid.standalone.command;

import dev.centroid.protocol.view.JobView;
import dev.centroid.standalone.client.JobClient.Order;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every order to a job needs. */
final class OrderOptions {

  @Parameters(paramLabel = "JOB", description = "The job's id, as `jobs` lists it.")
  private String jobId = "";

  @Mixin private ServerOption server = new ServerOption();

  @Option(names = "--json", description = "Print the job as JSON.")
  private boolean json;

  /** Gives an order, and prints the job as it is then. */
  int give(Order order) throws IOException, InterruptedException {
    JobView job = server.client().order(jobId, order);
    Output.print(json, job, List.of(JobLines.of(job)));
    return 0;
  }
}
