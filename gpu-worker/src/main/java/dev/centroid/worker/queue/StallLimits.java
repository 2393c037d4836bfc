package dev.centroid.worker.queue;

import dev.centroid.quantization.InvalidInputException;
import java.time.Duration;

/**
 * When a running task ends its worker's process.
 *
 * @param progress longest time without progress; loading and one long operation count
 * @param stop longest time from the order to stop to the end of the task
 */
public record StallLimits(Duration progress, Duration stop) {

  /** 10 minutes without progress, and 10 seconds to stop. */
  public static final StallLimits DEFAULT =
      new StallLimits(Duration.ofMinutes(10), Duration.ofSeconds(10));

  /**
   * Checks them.
   *
   * @throws InvalidInputException if one is not positive
   */
  public StallLimits {
    requirePositive("centroid.worker.progress-timeout", progress);
    requirePositive("centroid.worker.stop-timeout", stop);
  }

  private static void requirePositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new InvalidInputException(
          key + ": must be longer than 0, but is " + value + "; give a time such as 10m");
    }
  }
}
