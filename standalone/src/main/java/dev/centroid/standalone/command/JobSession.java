package dev.centroid.standalone.command;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.client.JobClient;
import dev.centroid.standalone.client.JobFailedException;
import dev.centroid.standalone.client.JobWatch;
import dev.centroid.standalone.client.TaskEventTail;
import dev.centroid.standalone.embedded.ChildWorkers;
import dev.centroid.standalone.embedded.EmbeddedSettings;
import dev.centroid.standalone.job.CommandLineJob;
import dev.centroid.standalone.job.LossFile;
import dev.centroid.standalone.progress.ProgressDisplay;
import dev.centroid.standalone.progress.Snapshot;
import dev.centroid.standalone.progress.TaskLedger;
import dev.centroid.standalone.report.Interval;
import dev.centroid.standalone.report.LossPoint;
import dev.centroid.standalone.report.Report;
import dev.centroid.standalone.report.ReportBuilder;
import dev.centroid.standalone.report.Run;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one job to its end in a system that is up: submits, follows, reports. */
final class JobSession {

  private static final Logger LOG = LoggerFactory.getLogger(JobSession.class);
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(250);
  private static final Duration STRAGGLERS = Duration.ofSeconds(2);

  private final EmbeddedSettings settings;
  private final CommandLineJob job;
  private final ArtifactStore store;
  private final int workers;
  private final ProgressDisplay display;
  private final TaskLedger ledger = new TaskLedger();
  private final Set<String> phasesLogged = new HashSet<>();

  JobSession(
      EmbeddedSettings settings,
      CommandLineJob job,
      ArtifactStore store,
      int workers,
      ProgressDisplay display) {
    this.settings = settings;
    this.job = job;
    this.store = store;
    this.workers = workers;
    this.display = display;
  }

  /**
   * @throws InvalidInputException if the job failed for what the user gave
   * @throws JobFailedException if it failed for another reason
   */
  Report run() throws Exception {
    display.say("job " + job.jobId() + ", followed at " + settings.url());
    TaskEventTail tail =
        TaskEventTail.open(settings.bootstrapServers(), job.jobId(), ledger::accept);
    StopNotice stopNotice = StopNotice.on(display);
    try {
      return runWith(ChildWorkers.start(settings, workers - 1));
    } finally {
      stopNotice.close();
      tail.close();
      display.end();
    }
  }

  private Report runWith(ChildWorkers children) throws IOException, InterruptedException {
    try {
      JobClient client = new JobClient(settings.url(), settings.token());
      client.submit(job);
      JobDetails details = follow(client);
      requireCompleted(details.job());
      ledger.awaitIdle(STRAGGLERS);
      return ReportBuilder.build(details, ending(details.job()));
    } finally {
      children.close();
    }
  }

  private JobDetails follow(JobClient client) throws IOException, InterruptedException {
    try (JobWatch watch = JobWatch.start(client, job.jobId())) {
      JobDetails details = client.find(job.jobId());
      while (!details.job().status().isTerminal()) {
        show(details);
        details = watch.awaitChange(BETWEEN_DRAWINGS).orElse(details);
      }
      show(details);
      return details;
    }
  }

  private void show(JobDetails details) {
    details
        .job()
        .currentPhase()
        .filter(phase -> phasesLogged.add(phase.name()))
        .ifPresent(phase -> LOG.info("phase {} job={}", phase.name(), job.jobId()));
    display.show(new Snapshot(details, ledger.running(), ledger.loss(), Instant.now()));
  }

  private static void requireCompleted(JobView view) {
    if (view.status() == JobStatus.COMPLETED) {
      return;
    }
    JobView.Failure failure =
        view.failure().orElseThrow(() -> new IllegalStateException("a failure without a reason"));
    if (failure.badInput()) {
      throw new InvalidInputException(failure.reason());
    }
    throw new JobFailedException(failure.reason());
  }

  private Run ending(JobView view) throws IOException {
    Instant start = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    Optional<Digest> state = view.finalState();
    List<LossPoint> losses = state.isPresent() ? LossFile.read(store.file(state.get())) : List.of();
    return new Run(new Interval(start, Instant.now()), ledger.finished(), losses, Versions.all());
  }
}
