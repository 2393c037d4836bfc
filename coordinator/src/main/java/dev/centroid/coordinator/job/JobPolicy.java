package dev.centroid.coordinator.job;

import java.time.Duration;

/**
 * How the coordinator deals with every job.
 *
 * @param window tasks of one job that may be out at once, at least 1: what keeps jobs fair to each
 *     other
 * @param progressInterval least time between two tellings of a job's progress
 * @param life when tasks are issued again
 * @param keepEnded how long a job is known after its end
 */
public record JobPolicy(int window, Duration progressInterval, TaskLife life, Duration keepEnded) {

  private static final int DEFAULT_WINDOW = 8;
  private static final Duration DEFAULT_KEEP_ENDED = Duration.ofDays(30);
  private static final Duration DEFAULT_PROGRESS_INTERVAL = Duration.ofMillis(250);

  public JobPolicy {
    if (window < 1) {
      throw new IllegalArgumentException("window: must be at least 1, but is " + window);
    }
  }

  /** Eight tasks at once, four tellings a second, the standard life of tasks, and thirty days. */
  public static JobPolicy standard() {
    return new JobPolicy(
        DEFAULT_WINDOW, DEFAULT_PROGRESS_INTERVAL, TaskLife.standard(), DEFAULT_KEEP_ENDED);
  }
}
