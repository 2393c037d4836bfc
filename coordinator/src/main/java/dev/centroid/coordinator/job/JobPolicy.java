package dev.centroid.coordinator.job;

import java.time.Duration;

/**
 * How the coordinator deals with every job.
 *
 * @param window tasks of one job that may be out at once, at least 1: what keeps jobs fair to each
 *     other
 * @param progressInterval least time between two tellings of a job's progress
 * @param life when tasks are issued again
 */
public record JobPolicy(int window, Duration progressInterval, TaskLife life) {

  private static final int DEFAULT_WINDOW = 8;
  private static final Duration DEFAULT_PROGRESS_INTERVAL = Duration.ofMillis(250);

  public JobPolicy {
    if (window < 1) {
      throw new IllegalArgumentException("window: must be at least 1, but is " + window);
    }
  }

  /** Eight tasks at once, four tellings a second, and the standard life of tasks. */
  public static JobPolicy standard() {
    return new JobPolicy(DEFAULT_WINDOW, DEFAULT_PROGRESS_INTERVAL, TaskLife.standard());
  }
}
