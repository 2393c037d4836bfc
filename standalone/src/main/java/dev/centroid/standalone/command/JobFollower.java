package dev.centroid.standalone.command;

import dev.centroid.protocol.view.JobDetails;
import dev.centroid.standalone.client.JobClient;
import dev.centroid.standalone.client.JobWatch;
import dev.centroid.standalone.progress.ProgressDisplay;
import dev.centroid.standalone.progress.Snapshot;
import dev.centroid.standalone.progress.TaskLedger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a job's progress until it has ended. For one job. */
final class JobFollower {

  private static final Logger LOG = LoggerFactory.getLogger(JobFollower.class);
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(250);

  private final JobClient client;
  private final ProgressDisplay display;
  private final TaskLedger ledger = new TaskLedger();
  private final Set<String> phasesLogged = new HashSet<>();

  JobFollower(JobClient client, ProgressDisplay display) {
    this.client = client;
    this.display = display;
  }

  /** What was heard of the job's tasks. */
  TaskLedger ledger() {
    return ledger;
  }

  /** Follows a job whose tasks are told of by its server-sent events. */
  JobDetails follow(String jobId) throws IOException, InterruptedException {
    try (JobWatch watch = JobWatch.start(client, jobId, ledger::accept)) {
      return follow(jobId, watch);
    }
  }

  /** Follows a job whose tasks somebody else tells the {@link #ledger} of. */
  JobDetails followWithoutTasks(String jobId) throws IOException, InterruptedException {
    try (JobWatch watch = JobWatch.start(client, jobId, event -> {})) {
      return follow(jobId, watch);
    }
  }

  private JobDetails follow(String jobId, JobWatch watch) throws IOException, InterruptedException {
    JobDetails details = client.find(jobId);
    while (!details.job().status().isTerminal()) {
      show(details);
      details = watch.awaitChange(BETWEEN_DRAWINGS).orElse(details);
    }
    show(details);
    return details;
  }

  private void show(JobDetails details) {
    details
        .job()
        .currentPhase()
        .filter(phase -> phasesLogged.add(phase.name()))
        .ifPresent(phase -> LOG.info("phase {} job={}", phase.name(), details.job().jobId()));
    display.show(new Snapshot(details, ledger.running(), ledger.loss(), Instant.now()));
  }
}
