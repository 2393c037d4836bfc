package dev.centroid.protocol.codebook;

import dev.centroid.protocol.retry.Backoff;
import java.time.Duration;

/**
 * How long a client waits for the codebook service.
 *
 * @param call the deadline of one call
 * @param total how long a call is tried again while the service is unavailable, pauses included
 * @param backoff the pauses between tries
 */
public record RetryPolicy(Duration call, Duration total, Backoff backoff) {

  /** Outlasts a restart of the service. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          Duration.ofSeconds(20),
          Duration.ofMinutes(2),
          new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2)));

  public RetryPolicy {
    if (call.isNegative() || call.isZero()) {
      throw new IllegalArgumentException("the deadline must be positive, not " + call);
    }
    if (total.isNegative()) {
      throw new IllegalArgumentException("the total time must not be negative, not " + total);
    }
  }
}
