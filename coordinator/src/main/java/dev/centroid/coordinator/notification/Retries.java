package dev.centroid.coordinator.notification;

import dev.centroid.protocol.retry.Backoff;
import java.time.Duration;
import java.util.Optional;

/**
 * How often, and how long after each failure, something is tried again.
 *
 * @param backoff the pauses
 * @param most times that it is tried again
 */
record Retries(Backoff backoff, int most) {

  /** A server that restarts is back by then: about four minutes in all. */
  static final Retries STANDARD =
      new Retries(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)), 8);

  /**
   * @param failures so far, at least 1
   * @return how long to wait before the next try, if there is to be one
   */
  Optional<Duration> after(int failures) {
    return failures > most ? Optional.empty() : Optional.of(backoff.pause(failures));
  }
}
