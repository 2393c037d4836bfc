package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.TaskWatch;
import dev.centroid.coordinator.metrics.TaskAges.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When the tasks that are out were issued for the first time. In memory only: after a restart, a
 * task counts from when it was last issued or heard of.
 */
final class IssueTimes {

  private final NavigableMap<String, Instant> times = new TreeMap<>();

  /** A task is known to have been out then. */
  void out(String taskId, Instant at) {
    times.put(taskId, at);
  }

  /**
   * A task is not out any more.
   *
   * @return when it was issued; empty if nobody waited for it
   */
  Optional<Instant> in(String taskId) {
    return Optional.ofNullable(times.remove(taskId));
  }

  /** Nobody waits for tasks of a job any more. */
  void stopped(String jobId) {
    String first = jobId + JobStores.SEPARATOR;
    times.subMap(first, first + Character.MAX_VALUE).clear();
  }

  /**
   * How old the oldest tasks are that somebody waits for.
   *
   * @param watches of all tasks that are out
   */
  Map<TaskState, Duration> oldest(Table<TaskWatch> watches, Instant now) {
    Map<TaskState, Instant> first = new EnumMap<>(TaskState.class);
    watches.forEach(
        (taskId, watch) -> {
          Instant issuedAt = times.get(taskId);
          if (issuedAt != null) {
            TaskState state = watch.worker().isPresent() ? TaskState.RUNNING : TaskState.WAITING;
            first.merge(state, issuedAt, (a, b) -> a.isBefore(b) ? a : b);
          }
        });
    Map<TaskState, Duration> ages = new EnumMap<>(TaskState.class);
    first.forEach((state, at) -> ages.put(state, Duration.between(at, now)));
    return ages;
  }
}
