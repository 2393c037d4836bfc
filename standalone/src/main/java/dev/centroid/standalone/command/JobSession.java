package dev.centroid.standalone.command;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.client.JobClient;
import dev.centroid.standalone.client.JobFailedException;
import dev.centroid.standalone.client.TaskEventTail;
import dev.centroid.standalone.embedded.ChildWorkers;
import dev.centroid.standalone.embedded.EmbeddedSettings;
import dev.centroid.standalone.job.CommandLineJob;
import dev.centroid.standalone.job.LossFile;
import dev.centroid.standalone.progress.ProgressDisplay;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes one job to its end in a system that is up: submits, follows, reports. */
final class JobSession {

  private static final Duration STRAGGLERS = Duration.ofSeconds(2);

  private final CommandLineJob job;
  private final ArtifactStore store;
  private final ProgressDisplay display;
  private final Instant startedAt = Instant.now();

  JobSession(CommandLineJob job, ArtifactStore store, ProgressDisplay display) {
    this.job = job;
    this.store = store;
    this.display = display;
  }

  /**
   * Runs the job in a system of this process. Jobs that earlier commands left unfinished are paused
   * first, so that this one does not wait for them.
   *
   * @param workers take no task until they are released
   * @throws InvalidInputException if the job failed for what the user gave
   * @throws JobFailedException if it failed for another reason
   */
  @SuppressWarnings("try") // that they are open is what they are for
  Report runEmbedded(EmbeddedSettings settings, ChildWorkers workers) throws Exception {
    display.say("job " + job.jobId() + ", followed at " + settings.url());
    JobClient client = new JobClient(settings.url(), settings.token());
    JobFollower follower = new JobFollower(client, display);
    try (StopNotice notice = StopNotice.goesOnWhenRunAgain(display);
        TaskEventTail tail =
            TaskEventTail.open(
                settings.bootstrapServers(),
                job.jobId(),
                event -> {
                  follower.ledger().accept(event);
                  tellStall(event);
                })) {
      new UnfinishedJobs(client, display).pauseAllExcept(job.jobId());
      workers.release();
      client.submit(job);
      if (client.find(job.jobId()).job().status() == JobStatus.PAUSED) {
        client.order(job.jobId(), JobClient.Order.RESUME);
      }
      return report(follower.followWithoutTasks(job.jobId()), follower.ledger());
    } finally {
      display.end();
    }
  }

  /**
   * Runs the job in a cluster.
   *
   * @param url of a coordinator
   * @throws InvalidInputException if the job failed for what the user gave
   * @throws JobFailedException if it failed for another reason
   */
  @SuppressWarnings("try") // that it is open is what it is for
  Report runAt(String url, JobClient client) throws IOException, InterruptedException {
    display.say("job " + job.jobId() + ", at " + url);
    JobFollower follower = new JobFollower(client, display);
    try (StopNotice notice = StopNotice.goesOnWithoutUs(display)) {
      client.submit(job);
      return report(follower.follow(job.jobId()), follower.ledger());
    } finally {
      display.end();
    }
  }

  /** The topic has those of earlier commands, too. */
  private void tellStall(TaskEvent event) {
    if (event instanceof TaskEvent.Stalled stalled && !stalled.at().isBefore(startedAt)) {
      display.say(
          "%s made no progress for %d s at task %s and is started again; see its log"
              .formatted(
                  stalled.task().worker(), stalled.timeout().toSeconds(), stalled.task().taskId()));
    }
  }

  private Report report(JobDetails details, TaskLedger ledger)
      throws IOException, InterruptedException {
    requireCompleted(details.job());
    ledger.awaitIdle(STRAGGLERS);
    return ReportBuilder.build(details, ending(details.job(), ledger));
  }

  private static void requireCompleted(JobView view) {
    if (view.status() == JobStatus.COMPLETED) {
      return;
    }
    JobView.Failure failure =
        view.failure()
            .orElseThrow(
                () ->
                    new JobFailedException(
                        "the job was " + view.status().name().toLowerCase(Locale.ROOT)));
    if (failure.badInput()) {
      throw new InvalidInputException(failure.reason());
    }
    throw new JobFailedException(failure.reason());
  }

  private Run ending(JobView view, TaskLedger ledger) throws IOException {
    Instant start = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    Optional<Digest> state = view.finalState();
    List<LossPoint> losses = state.isPresent() ? LossFile.read(store.file(state.get())) : List.of();
    return new Run(new Interval(start, Instant.now()), ledger.finished(), losses, Versions.all());
  }
}
