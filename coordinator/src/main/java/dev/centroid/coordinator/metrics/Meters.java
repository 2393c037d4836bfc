package dev.centroid.coordinator.metrics;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * All that is measured where jobs run.
 *
 * @param tasks what workers tell
 * @param jobs how jobs end
 * @param ages how long tasks have been out
 */
public record Meters(TaskMetrics tasks, JobMetrics jobs, TaskAges ages) implements AutoCloseable {

  /** Those of a registry. */
  public static Meters of(MeterRegistry registry) {
    return new Meters(new TaskMetrics(registry), new JobMetrics(registry), new TaskAges(registry));
  }

  /** What shows how things are now ends; what has been counted stays. */
  @Override
  public void close() {
    ages.close();
  }
}
