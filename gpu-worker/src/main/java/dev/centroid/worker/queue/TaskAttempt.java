package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.worker.queue.FailureReason.Remedy;
import dev.centroid.worker.task.TaskStoppedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One delivery of a task: runs it, tells of it, and says what becomes of the record. When this
 * returns COMPLETED or FAILED, the brokers have the event that says so.
 */
final class TaskAttempt implements Callable<Verdict> {

  private static final Logger LOG = LoggerFactory.getLogger(TaskAttempt.class);

  /** Grows with the deliveries, so that a short outage does not use them up. */
  private static final Duration PAUSE_PER_DELIVERY = Duration.ofSeconds(1);

  private final Delivery delivery;
  private final ThrottledMonitor monitor;
  private final WorkerParts parts;

  TaskAttempt(Delivery delivery, ThrottledMonitor monitor, WorkerParts parts) {
    this.delivery = delivery;
    this.monitor = monitor;
    this.parts = parts;
  }

  @Override
  public Verdict call() throws IOException, InterruptedException {
    if (monitor.isWithdrawn()) {
      return Verdict.WITHDRAWN;
    }
    TaskRef ref = delivery.ref();
    if (delivery.number() >= delivery.limit()) {
      return fail(exhausted(ref.taskId(), delivery.number() - 1), false);
    }
    Instant startedAt = parts.clock().instant();
    parts.events().tell(new TaskEvent.Started(ref, startedAt));
    try {
      TaskOutcome outcome = run();
      parts
          .events()
          .tellForSure(
              new TaskEvent.Completed(
                  ref,
                  parts.clock().instant(),
                  startedAt,
                  outcome,
                  parts.runner().fingerprint(delivery.task())));
      return Verdict.COMPLETED;
    } catch (TaskStoppedException e) {
      LOG.info("task stopped: {} {}", e.getMessage(), LogKeys.of(ref));
      return monitor.isWithdrawn() ? Verdict.WITHDRAWN : Verdict.RELEASED;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return judge(e);
    }
  }

  /**
   * The broker may count a delivery more than workers had, so the reason may be of an earlier one.
   */
  private String exhausted(String taskId, int deliveries) {
    return parts
        .failures()
        .of(taskId)
        .map(reason -> givenUp(taskId, deliveries, reason))
        .orElseGet(
            () ->
                "task "
                    + taskId
                    + " was given up: each of "
                    + deliveries
                    + " workers that took it died or let go of it; see the workers' logs");
  }

  private static String givenUp(String taskId, int deliveries, String reason) {
    return "task %s was given up after %d tries: %s".formatted(taskId, deliveries, reason);
  }

  /** Only the work is watched: publishing its outcome may well wait for a broker. */
  @SuppressWarnings("try") // that it is open is what it is for
  private TaskOutcome run() throws IOException {
    try (Watchdog.Watch watch = parts.watchdog().watch(monitor)) {
      return parts.runner().run(delivery.task(), monitor);
    }
  }

  private Verdict judge(Throwable thrown) throws IOException, InterruptedException {
    FailureReason reason = FailureReason.of(thrown);
    LOG.warn("task failed: {} {}", reason.line(), LogKeys.of(delivery.ref()), thrown);
    if (reason.remedy() == Remedy.OTHER_INPUT || reason.remedy() == Remedy.NONE) {
      return fail(reason.line(), reason.remedy() == Remedy.OTHER_INPUT);
    }
    if (delivery.number() + 1 >= delivery.limit()) {
      return fail(givenUp(delivery.ref().taskId(), delivery.number(), reason.line()), false);
    }
    parts.failures().add(delivery.ref().taskId(), reason.line());
    if (reason.remedy() == Remedy.ELSEWHERE) {
      return Verdict.LEFT_TO_OTHERS;
    }
    Thread.sleep(PAUSE_PER_DELIVERY.multipliedBy(delivery.number()).toMillis());
    return Verdict.RELEASED;
  }

  private Verdict fail(String reason, boolean badInput) throws IOException {
    parts
        .events()
        .tellForSure(
            new TaskEvent.Failed(delivery.ref(), parts.clock().instant(), reason, badInput));
    return Verdict.FAILED;
  }
}
