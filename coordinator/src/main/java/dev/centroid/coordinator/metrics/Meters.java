package dev.centroid.coordinator.metrics;

import dev.centroid.coordinator.trace.JobTraces;
import dev.centroid.protocol.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * All that is measured and told of jobs where they run.
 *
 * @param tasks what workers tell
 * @param jobs how jobs end
 * @param ages how long tasks have been out
 * @param traces the course of each job
 */
public record Meters(TaskMetrics tasks, JobMetrics jobs, TaskAges ages, JobTraces traces)
    implements AutoCloseable {

  /** Those of a registry, and traces that go there. */
  public static Meters of(MeterRegistry registry, Tracing tracing) {
    return new Meters(
        new TaskMetrics(registry),
        new JobMetrics(registry),
        new TaskAges(registry),
        new JobTraces(tracing));
  }

  /** What shows how things are now ends; what has been counted stays. */
  @Override
  public void close() {
    ages.close();
  }
}
