package dev.centroid.coordinator.metrics;

import dev.centroid.coordinator.job.Verdict;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.topic.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Counts what workers tell. */
public final class TaskMetrics {

  private static final String KIND = "kind";
  private static final String OUTCOME = "outcome";
  private static final String COMPLETED = "completed";
  private static final String FAILED = "failed";

  // Whole numbers, since Micrometer rounds what it puts into buckets up to the next one.
  private static final double[] ERRORS = {1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 100};
  private static final double PERCENT = 100;
  private static final Duration[] TURN_AROUNDS = {
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30),
    Duration.ofMinutes(2),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6)
  };

  private final MeterRegistry registry;

  TaskMetrics(MeterRegistry registry) {
    this.registry = registry;
    // What alerts ask for is there from the start, so that a rate can be taken of the first one,
    // too.
    faults();
    for (Topic topic : Topic.values()) {
      malformedRecords(topic);
    }
    for (TaskKind kind : TaskKind.values()) {
      reissues(kind);
      stalls(kind);
      ends(kind, COMPLETED);
      ends(kind, FAILED);
      turnAround(kind);
      work(kind);
    }
    layerErrors();
    packedFiles();
  }

  /** An event was taken in, with this verdict. */
  public void told(TaskEvent event, Verdict verdict) {
    if (event instanceof TaskEvent.Completed completed) {
      count(event, verdict, COMPLETED);
      if (verdict == Verdict.APPLIED) {
        completed(completed);
      }
    }
    if (event instanceof TaskEvent.Failed) {
      count(event, verdict, FAILED);
    }
  }

  /** A task came back completed, so long after it was issued. */
  public void cameBack(TaskKind kind, Duration after) {
    turnAround(kind).record(after);
  }

  /** A record could not be read. */
  public void malformed(Topic topic) {
    malformedRecords(topic).increment();
  }

  /** A task was issued again, as it was not heard of. */
  public void reissued(TaskKind kind) {
    reissues(kind).increment();
  }

  /** A task made no progress and ended its worker's process. */
  public void stalled(TaskKind kind) {
    stalls(kind).increment();
  }

  /** A transition failed. */
  public void fault() {
    faults().increment();
  }

  /** So many fine-tuning steps were done. */
  public void stepsDone(int steps) {
    counter("centroid.steps", "Fine-tuning steps done").register(registry).increment(steps);
  }

  private void count(TaskEvent event, Verdict verdict, String applied) {
    String outcome = verdict == Verdict.APPLIED ? applied : verdict.name().toLowerCase(Locale.ROOT);
    ends(event.task().kind(), outcome).increment();
  }

  private Counter malformedRecords(Topic topic) {
    return counter("centroid.malformed.records", "Records that could not be read")
        .tag("topic", topic.topicName())
        .register(registry);
  }

  private Counter reissues(TaskKind kind) {
    return counter("centroid.tasks.reissued", "Tasks issued again, as they were not heard of")
        .tag(KIND, kind.label())
        .register(registry);
  }

  private Counter stalls(TaskKind kind) {
    return counter("centroid.tasks.stalled", "Worker processes that ended without task progress")
        .tag(KIND, kind.label())
        .register(registry);
  }

  private Timer work(TaskKind kind) {
    return Timer.builder("centroid.task")
        .description("Time from a worker's start of a task to its end")
        .tag(KIND, kind.label())
        .register(registry);
  }

  private DistributionSummary packedFiles() {
    return DistributionSummary.builder("centroid.artifact")
        .baseUnit("bytes")
        .description("Sizes of packed files")
        .register(registry);
  }

  private Timer turnAround(TaskKind kind) {
    return Timer.builder("centroid.task.turnaround")
        .description("Time from the issue of a task to the news of its completion")
        .tag(KIND, kind.label())
        .serviceLevelObjectives(TURN_AROUNDS)
        .register(registry);
  }

  private DistributionSummary layerErrors() {
    return DistributionSummary.builder("centroid.layer.error")
        .description(
            "Distances of quantized weights, noise's among them, from the float ones by their norm")
        .baseUnit("percent")
        .serviceLevelObjectives(ERRORS)
        .register(registry);
  }

  private Counter faults() {
    return counter("centroid.transition.faults", "Events that the job's state machine failed on")
        .register(registry);
  }

  private Counter ends(TaskKind kind, String outcome) {
    return counter(
            "centroid.tasks", "Ends of tasks that workers told of, by what became of the news")
        .tag(KIND, kind.label())
        .tag(OUTCOME, outcome)
        .register(registry);
  }

  private static Counter.Builder counter(String name, String description) {
    return Counter.builder(name).description(description);
  }

  private void completed(TaskEvent.Completed event) {
    Duration taken = Duration.between(event.startedAt(), event.at());
    if (!taken.isNegative()) {
      work(event.task().kind()).record(taken);
    }
    if (event.outcome() instanceof TaskOutcome.Packaged packaged) {
      packedFiles().record((double) packaged.packedBytes());
    }
    if (event.outcome() instanceof TaskOutcome.Quantized quantized) {
      layerErrors().record(quantized.relativeError() * PERCENT);
    }
  }
}
