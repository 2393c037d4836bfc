package dev.centroid.coordinator.metrics;

import dev.centroid.coordinator.job.Verdict;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.topic.Topic;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

/** Counts what workers tell. */
public final class TaskMetrics {

  private static final String TASKS = "centroid.tasks";
  private static final String KIND = "kind";
  private static final String OUTCOME = "outcome";

  private final MeterRegistry registry;

  public TaskMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** An event was taken in, with this verdict. */
  public void told(TaskEvent event, Verdict verdict) {
    if (event instanceof TaskEvent.Completed completed) {
      count(event, verdict, "completed");
      if (verdict == Verdict.APPLIED) {
        completed(completed);
      }
    }
    if (event instanceof TaskEvent.Failed) {
      count(event, verdict, "failed");
    }
  }

  /** A record could not be read. */
  public void malformed(Topic topic) {
    registry.counter("centroid.malformed.records", "topic", topic.topicName()).increment();
  }

  /** A transition failed. */
  public void fault() {
    registry.counter("centroid.transition.faults").increment();
  }

  /** So many fine-tuning steps were done. */
  public void stepsDone(int steps) {
    registry.counter("centroid.steps").increment(steps);
  }

  private void count(TaskEvent event, Verdict verdict, String applied) {
    String outcome = verdict == Verdict.APPLIED ? applied : verdict.name().toLowerCase(Locale.ROOT);
    registry.counter(TASKS, KIND, event.task().kind().label(), OUTCOME, outcome).increment();
  }

  private void completed(TaskEvent.Completed event) {
    Duration taken = Duration.between(event.startedAt(), event.at());
    if (!taken.isNegative()) {
      registry.timer("centroid.task", KIND, event.task().kind().label()).record(taken);
    }
    if (event.outcome() instanceof TaskOutcome.Packaged packaged) {
      DistributionSummary.builder("centroid.artifact")
          .baseUnit("bytes")
          .description("Sizes of packed files")
          .register(registry)
          .record((double) packaged.packedBytes());
    }
  }
}
