package dev.centroid.codebook.store;

import dev.centroid.codebook.register.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits a random time that grows with the failures, so that two nodes do not hold each other up for
 * ever.
 */
final class RandomBackoff implements Backoff {

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final long FIRST_MILLIS = 4;
  private static final int DOUBLINGS = 7;

  private final long end = System.nanoTime() + LONGEST.toNanos();

  @Override
  public boolean next(int failures) {
    if (System.nanoTime() > end) {
      return false;
    }
    long longest = FIRST_MILLIS << Math.min(failures, DOUBLINGS);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, longest));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
