package dev.centroid.coordinator.job;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when a coordinator hears of tasks without a break.
 *
 * @param since when it began to, or woke up again
 * @param last when it last looked
 */
public record Attention(Instant since, Instant last) {

  /** It begins now. */
  public static Attention from(Instant now) {
    return new Attention(now, now);
  }

  /**
   * It looks.
   *
   * @param longestBreak between two looks; after a longer one, such as of a machine that slept, it
   *     begins anew, since it may not have read yet what happened meanwhile
   */
  public Attention at(Instant now, Duration longestBreak) {
    return Duration.between(last, now).compareTo(longestBreak) > 0
        ? from(now)
        : new Attention(since, now);
  }
}
