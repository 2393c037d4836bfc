package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.worker.task.TaskMonitor;
import dev.centroid.worker.task.TaskStoppedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Turns what a task tells into events, a few a second at most, and tells it to stop. */
final class ThrottledMonitor implements TaskMonitor {

  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(250);

  private final TaskRef task;
  private final TaskEvents events;
  private final TaskMeter meter;
  private final StopOrders orders;
  private final InstantSource clock;
  private final AtomicLong reports = new AtomicLong();
  private volatile TaskEvent.Progress newest;
  private volatile boolean stopped;
  private Instant quietUntil;

  ThrottledMonitor(TaskRef task, WorkerParts parts) {
    this.task = task;
    this.events = parts.events();
    this.meter = parts.meter();
    this.orders = parts.orders();
    this.clock = parts.clock();
    this.quietUntil = clock.instant();
    this.newest = new TaskEvent.Progress(task, quietUntil, 0, 0, Double.NaN);
  }

  @Override
  public void progress(int done, int total, double loss) {
    reports.incrementAndGet();
    if (task.kind() == TaskKind.TUNE) {
      meter.steps(1);
    }
    Instant now = clock.instant();
    newest = new TaskEvent.Progress(task, now, done, total, loss);
    if (done == total || !now.isBefore(quietUntil)) {
      events.tell(newest);
      quietUntil = now.plus(BETWEEN_EVENTS);
    }
    stopIfTold("unit " + done + " of " + total);
  }

  @Override
  public void active() {
    reports.incrementAndGet();
    stopIfTold("unit " + units());
  }

  private void stopIfTold(String after) {
    if (mustStop()) {
      throw new TaskStoppedException("told to stop after " + after);
    }
  }

  @Override
  public void layersPlanned(List<LayerPlan> layers) throws IOException {
    reports.incrementAndGet();
    events.tellForSure(new TaskEvent.LayersPlanned(task, clock.instant(), layers));
  }

  TaskRef task() {
    return task;
  }

  /** Progress reports so far; heartbeats are none. */
  long reports() {
    return reports.get();
  }

  /** Whether the task must stop at its next report. */
  boolean mustStop() {
    return stopped || isWithdrawn();
  }

  /** Units done so far, and in all, for messages. */
  String units() {
    TaskEvent.Progress last = newest;
    return last.done() + " of " + last.total();
  }

  /** Whether nobody waits for the task any more. */
  boolean isWithdrawn() {
    return orders.covers(task);
  }

  /** Says that the task is alive, for those that have nothing to tell for a while. */
  void heartbeat() {
    TaskEvent.Progress last = newest;
    events.tell(
        new TaskEvent.Progress(task, clock.instant(), last.done(), last.total(), last.loss()));
  }

  /** Makes the task stop at its next step; from any thread. */
  void stop() {
    stopped = true;
  }
}
