package dev.centroid.coordinator.job;

import dev.centroid.protocol.event.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Worker processes that ended because one task made no progress.
 *
 * @param attempt of the task's job
 * @param stalls each once, in the order of their events
 */
public record TaskStalls(int attempt, List<Stall> stalls) {

  /** Stalls of one task that fail its job. */
  static final int MAX_STALLS = 3;

  /**
   * @param worker whose process ended
   * @param at when, by the worker's clock
   * @param timeout time without progress that ended it
   */
  public record Stall(String worker, Instant at, Duration timeout) {}

  public TaskStalls {
    stalls = List.copyOf(stalls);
  }

  /** A task that never stalled. */
  public static TaskStalls none(int attempt) {
    return new TaskStalls(attempt, List.of());
  }

  /** Adds a stall. The same event again changes nothing. */
  public TaskStalls with(TaskEvent.Stalled event) {
    Stall stall = new Stall(event.task().worker(), event.at(), event.timeout());
    if (stalls.contains(stall)) {
      return this;
    }
    List<Stall> all = new ArrayList<>(stalls);
    all.add(stall);
    return new TaskStalls(attempt, all);
  }

  /** Why the job of the task fails; empty while the task may be run again. */
  Optional<String> failureReason(String taskId) {
    if (stalls.size() < MAX_STALLS) {
      return Optional.empty();
    }
    Stall last = stalls.get(stalls.size() - 1);
    String workers =
        stalls.stream().map(Stall::worker).distinct().collect(Collectors.joining(", "));
    return Optional.of(
        ("task %s: made no progress for %s, %d times (workers: %s); if the model contains an endless"
                + " loop, repair it; if one operation takes longer, raise"
                + " centroid.worker.progress-timeout")
            .formatted(taskId, text(last.timeout()), stalls.size(), workers));
  }

  /** For people: {@code 10m}, {@code 1m30s}. */
  private static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
