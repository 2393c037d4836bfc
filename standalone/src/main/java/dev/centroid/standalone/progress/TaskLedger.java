package dev.centroid.standalone.progress;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.standalone.report.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been heard of a job's tasks; may be told and asked by different threads. */
public final class TaskLedger {

  private final Map<String, Running> running = new LinkedHashMap<>();
  private final List<Interval> finished = new ArrayList<>();
  private double loss = Double.NaN;

  /**
   * A task at work.
   *
   * @param taskId its id
   * @param kind its kind
   * @param startedAt when a worker took it
   * @param done units done
   * @param total units in all; 0 as long as nothing was heard
   */
  public record Running(String taskId, TaskKind kind, Instant startedAt, int done, int total) {}

  /** Takes an event into account. */
  public synchronized void accept(TaskEvent event) {
    String taskId = event.task().taskId();
    if (event instanceof TaskEvent.Started started) {
      running.put(taskId, new Running(taskId, event.task().kind(), started.at(), 0, 0));
    } else if (event instanceof TaskEvent.Progress progress) {
      advance(progress);
    } else if (event instanceof TaskEvent.Completed completed) {
      running.remove(taskId);
      finished.add(new Interval(completed.startedAt(), latest(completed)));
      notifyAll();
    } else if (event instanceof TaskEvent.Failed failed) {
      Optional.ofNullable(running.remove(taskId))
          .ifPresent(task -> finished.add(new Interval(task.startedAt(), failed.at())));
    } else if (event instanceof TaskEvent.Stalled) {
      running.remove(taskId);
    }
  }

  /** The tasks at work now. */
  public synchronized Collection<Running> running() {
    return List.copyOf(running.values());
  }

  /** When tasks were at work that have ended. */
  public synchronized List<Interval> finished() {
    return List.copyOf(finished);
  }

  /** The newest training loss, if any was told. */
  public synchronized Optional<Double> loss() {
    return Double.isNaN(loss) ? Optional.empty() : Optional.of(loss);
  }

  /**
   * Waits until the end of every task was heard of whose start was.
   *
   * @return whether it was; false when the time is up
   */
  public synchronized boolean awaitIdle(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!running.isEmpty()) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private void advance(TaskEvent.Progress progress) {
    running.computeIfPresent(
        progress.task().taskId(),
        (id, task) ->
            new Running(id, task.kind(), task.startedAt(), progress.done(), progress.total()));
    if (!Double.isNaN(progress.loss())) {
      loss = progress.loss();
    }
  }

  private static Instant latest(TaskEvent.Completed completed) {
    return completed.at().isBefore(completed.startedAt()) ? completed.startedAt() : completed.at();
  }
}
