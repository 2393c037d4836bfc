package dev.centroid.coordinator.metrics;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What jobs took, and how good their results are: one measurement a job, at its end. */
public final class JobMetrics {

  private static final String ACCURACY = "accuracy";
  private static final List<String> METRICS = List.of(ACCURACY, "perplexity");
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  private static final double[] RATIOS = {2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32, 64};
  // Whole numbers, since Micrometer rounds what it puts into buckets up to the next one.
  private static final double[] LOSSES = {1, 10, 25, 50, 100, 200, 500, 1000};
  private static final double BASIS_POINTS = 10_000;
  private static final Duration[] TIMES = {
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(3),
    Duration.ofHours(12),
    Duration.ofDays(2)
  };

  private final MeterRegistry registry;

  JobMetrics(MeterRegistry registry) {
    this.registry = registry;
    // All of it is there from the start, so that a rate can be taken of the first job, too.
    for (JobStatus status : JobStatus.values()) {
      if (status.isTerminal()) {
        time(status);
      }
    }
    ratio();
    accuracyLost();
    for (String when : List.of(BEFORE, AFTER)) {
      bytes(when);
      METRICS.forEach(metric -> quality(metric, when));
    }
  }

  /** A job came to its end. */
  public void ended(JobView job) {
    job.finishedAt().ifPresent(at -> took(job.status(), job.acceptedAt(), at));
    if (job.status() == JobStatus.COMPLETED) {
      job.program().ifPresent(program -> completed(job, program));
    }
  }

  /**
   * Workers' clocks differ: what seems to have ended before it began took no time that is known.
   */
  private void took(JobStatus status, Instant from, Instant to) {
    Duration taken = Duration.between(from, to);
    if (!taken.isNegative()) {
      time(status).record(taken);
    }
  }

  private void completed(JobView job, JobProgram program) {
    job.packaged()
        .map(TaskOutcome.Packaged::packedBytes)
        .ifPresent(packed -> became((double) program.floatWeightBytes(), (double) packed));
    job.before().ifPresent(given -> quality(program.metric(), BEFORE).record(given.metric()));
    job.after().ifPresent(result -> quality(program.metric(), AFTER).record(result.metric()));
    if (program.metric().equals(ACCURACY) && job.before().isPresent() && job.after().isPresent()) {
      double lost = job.before().get().metric() - job.after().get().metric();
      accuracyLost().record(Math.max(0, lost) * BASIS_POINTS);
    }
  }

  private void became(double before, double after) {
    bytes(BEFORE).increment(before);
    bytes(AFTER).increment(after);
    ratio().record(before / after);
  }

  private Timer time(JobStatus status) {
    return Timer.builder("centroid.job")
        .description("Time from the request for a job to its end")
        .tag("state", status.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(TIMES)
        .register(registry);
  }

  private DistributionSummary ratio() {
    return DistributionSummary.builder("centroid.job.ratio")
        .description("How many times smaller the packed file is than the parameters as given")
        .serviceLevelObjectives(RATIOS)
        .register(registry);
  }

  private DistributionSummary accuracyLost() {
    return DistributionSummary.builder("centroid.job.accuracy.lost")
        .description("By how much the accuracy of a result is lower; 0 if it is not")
        .baseUnit("basis_points")
        .serviceLevelObjectives(LOSSES)
        .register(registry);
  }

  private DistributionSummary quality(String metric, String when) {
    return DistributionSummary.builder("centroid.job.quality")
        .description("Accuracy as a share, or perplexity, of models as given and of results")
        .tag("metric", metric)
        .tag("when", when)
        .register(registry);
  }

  private Counter bytes(String when) {
    return Counter.builder("centroid.job.bytes")
        .description("Bytes of the parameters as given, and of the packed files")
        .baseUnit("bytes")
        .tag("when", when)
        .register(registry);
  }
}
