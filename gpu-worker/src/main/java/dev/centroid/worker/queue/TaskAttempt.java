package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.worker.queue.FailureReason.Remedy;
import dev.centroid.worker.task.TaskRunner;
import dev.centroid.worker.task.TaskStoppedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

  private final Task task;
  private final TaskRef ref;
  private final int delivery;
  private final int deliveryLimit;
  private final TaskRunner runner;
  private final TaskEvents events;
  private final ThrottledMonitor monitor;
  private final InstantSource clock;

  TaskAttempt(
      Task task,
      TaskRef ref,
      int delivery,
      int deliveryLimit,
      TaskRunner runner,
      TaskEvents events,
      ThrottledMonitor monitor,
      InstantSource clock) {
    this.task = task;
    this.ref = ref;
    this.delivery = delivery;
    this.deliveryLimit = deliveryLimit;
    this.runner = runner;
    this.events = events;
    this.monitor = monitor;
    this.clock = clock;
  }

  @Override
  public Verdict call() throws IOException, InterruptedException {
    if (monitor.isWithdrawn()) {
      return Verdict.WITHDRAWN;
    }
    if (delivery >= deliveryLimit) {
      return fail(
          "task "
              + ref.taskId()
              + " was given up: each of "
              + (delivery - 1)
              + " workers that took it died or let go of it; see the workers' logs",
          false);
    }
    Instant startedAt = clock.instant();
    events.tell(new TaskEvent.Started(ref, startedAt));
    try {
      TaskOutcome outcome = runner.run(task, monitor);
      events.tellForSure(
          new TaskEvent.Completed(
              ref, clock.instant(), startedAt, outcome, runner.fingerprint(task)));
      return Verdict.COMPLETED;
    } catch (TaskStoppedException e) {
      LOG.info("task stopped: {} {}", e.getMessage(), LogKeys.of(ref));
      return monitor.isWithdrawn() ? Verdict.WITHDRAWN : Verdict.RELEASED;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return judge(e);
    }
  }

  private Verdict judge(Throwable thrown) throws IOException, InterruptedException {
    FailureReason reason = FailureReason.of(thrown);
    LOG.warn("task failed: {} {}", reason.line(), LogKeys.of(ref), thrown);
    if (reason.remedy() == Remedy.OTHER_INPUT || reason.remedy() == Remedy.NONE) {
      return fail(reason.line(), reason.remedy() == Remedy.OTHER_INPUT);
    }
    if (delivery + 1 >= deliveryLimit) {
      return fail(
          "task %s was given up after %d tries: %s"
              .formatted(ref.taskId(), delivery, reason.line()),
          false);
    }
    if (reason.remedy() == Remedy.ELSEWHERE) {
      return Verdict.LEFT_TO_OTHERS;
    }
    Thread.sleep(PAUSE_PER_DELIVERY.multipliedBy(delivery).toMillis());
    return Verdict.RELEASED;
  }

  private Verdict fail(String reason, boolean badInput) throws IOException {
    events.tellForSure(new TaskEvent.Failed(ref, clock.instant(), reason, badInput));
    return Verdict.FAILED;
  }
}
