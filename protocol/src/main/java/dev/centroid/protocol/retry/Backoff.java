package dev.centroid.protocol.retry;

import java.time.Duration;

/**
 * Pauses between tries, which double with each failure.
 *
 * @param first after one failure, positive
 * @param longest no pause is longer; not below the first
 */
public record Backoff(Duration first, Duration longest) {

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if there is no pause, or the longest is below the first
   */
  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first pause must be positive and the longest not below it, not "
              + first
              + " and "
              + longest);
    }
  }

  /** Pauses that stay the same. */
  public static Backoff constant(Duration pause) {
    return new Backoff(pause, pause);
  }

  /**
   * @param failures in a row, from 1
   * @return how long to wait before the next try
   */
  public Duration pause(int failures) {
    Duration pause = first;
    for (int failed = 1; failed < failures && pause.compareTo(longest) < 0; failed++) {
      Duration left = longest.minus(pause);
      // Not doubled beyond the longest, as twice a very long time may not exist.
      pause = left.compareTo(pause) < 0 ? longest : pause.multipliedBy(2);
    }
    return pause;
  }
}
