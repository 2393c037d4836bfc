package dev.centroid.coordinator.notification;

import java.time.Duration;
import java.util.Optional;

/**
 * How often, and how long after each failure, something is tried again: the pauses double.
 *
 * @param first pause
 * @param longest pause
 * @param most times that it is tried again
 */
record Retries(Duration first, Duration longest, int most) {

  /** A server that restarts is back by then: about four minutes in all. */
  static final Retries STANDARD = new Retries(Duration.ofSeconds(1), Duration.ofMinutes(1), 8);

  private static final int LARGEST_SHIFT = 30;

  /**
   * @param failures so far, at least 1
   * @return how long to wait before the next try, if there is to be one
   */
  Optional<Duration> after(int failures) {
    if (failures > most) {
      return Optional.empty();
    }
    Duration pause = first.multipliedBy(1L << Math.min(failures - 1, LARGEST_SHIFT));
    return Optional.of(pause.compareTo(longest) > 0 ? longest : pause);
  }
}
