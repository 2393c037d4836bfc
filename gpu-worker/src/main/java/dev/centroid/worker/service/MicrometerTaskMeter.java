package dev.centroid.worker.service;

import dev.centroid.protocol.task.TaskKind;
import dev.centroid.worker.queue.TaskMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Shows what a worker does as metrics {@code centroid_worker_*}. */
public final class MicrometerTaskMeter implements TaskMeter {

  private final MeterRegistry registry;
  private final Counter steps;
  private final Counter malformed;

  public MicrometerTaskMeter(MeterRegistry registry) {
    this.registry = registry;
    this.steps =
        Counter.builder("centroid.worker.steps")
            .description("Fine-tuning steps done")
            .register(registry);
    this.malformed =
        Counter.builder("centroid.worker.malformed.records")
            .description("Records in a queue that were not tasks")
            .register(registry);
  }

  @Override
  public void task(TaskKind kind, TaskResult result, Duration time) {
    Counter.builder("centroid.worker.tasks")
        .description("Deliveries of tasks by how they ended")
        .tag("kind", kind.label())
        .tag("outcome", result.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
    Timer.builder("centroid.worker.task")
        .description("Time from taking a task to letting go of it")
        .tag("kind", kind.label())
        .register(registry)
        .record(time);
  }

  @Override
  public void steps(int number) {
    steps.increment(number);
  }

  @Override
  public void malformed() {
    malformed.increment();
  }
}
