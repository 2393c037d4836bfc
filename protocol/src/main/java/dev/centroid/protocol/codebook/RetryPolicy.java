package dev.centroid.protocol.codebook;

import java.time.Duration;

/**
 * How long a client waits for the codebook service.
 *
 * @param call the deadline of one call
 * @param total how long a call is tried again while the service is unavailable, pauses included
 * @param firstPause before the first repetition; doubles at each further one
 * @param longestPause no pause is longer
 */
public record RetryPolicy(
    Duration call, Duration total, Duration firstPause, Duration longestPause) {

  /** Outlasts a restart of the service. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          Duration.ofSeconds(20),
          Duration.ofMinutes(2),
          Duration.ofMillis(50),
          Duration.ofSeconds(2));

  public RetryPolicy {
    if (call.isNegative() || call.isZero() || firstPause.isNegative() || firstPause.isZero()) {
      throw new IllegalArgumentException("deadline and pause must be positive");
    }
    if (total.isNegative() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "the total time must not be negative, nor the longest pause shorter than the first");
    }
  }

  /** The pause after so many failures in a row, from 1. */
  Duration pause(int failures) {
    Duration pause = firstPause;
    for (int i = 1; i < failures && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
