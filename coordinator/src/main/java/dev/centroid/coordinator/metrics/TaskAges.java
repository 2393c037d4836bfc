package dev.centroid.coordinator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long the oldest task has been out, of all partitions that this coordinator has. */
public final class TaskAges implements AutoCloseable {

  /** What a task does that is out. */
  public enum TaskState {
    /** No worker has told of it. */
    WAITING,
    /** A worker has. */
    RUNNING
  }

  private static final double MILLIS = 1000;

  private final Gauges gauges;
  private final Map<OfPartition, Map<TaskState, Duration>> oldest = new ConcurrentHashMap<>();

  TaskAges(MeterRegistry registry) {
    gauges = new Gauges(registry);
    for (TaskState state : TaskState.values()) {
      gauges.add(
          Gauge.builder("centroid.task.oldest.age", this, ages -> ages.seconds(state))
              .description("Time since the oldest task that is out was issued; 0 if there is none")
              .baseUnit("seconds")
              .tag("state", state.name().toLowerCase(Locale.ROOT)));
    }
  }

  @Override
  public void close() {
    gauges.close();
  }

  /** The ages of a partition's tasks, which count until this is closed. */
  public OfPartition partition() {
    return new OfPartition();
  }

  private double seconds(TaskState state) {
    return oldest.values().stream()
            .map(ages -> ages.getOrDefault(state, Duration.ZERO))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO)
            .toMillis()
        / MILLIS;
  }

  /** One partition's tasks. */
  public final class OfPartition implements AutoCloseable {

    private OfPartition() {}

    /**
     * Shows how old the oldest tasks are now.
     *
     * @param ages by state; none of a state that no task is in
     */
    public void show(Map<TaskState, Duration> ages) {
      oldest.put(this, Map.copyOf(ages));
    }

    @Override
    public void close() {
      oldest.remove(this);
    }
  }
}
