package dev.centroid.coordinator.job;

import java.time.Duration;

/**
 * When a task that is not heard of is issued again. Its record may have been dropped: brokers drop
 * those that were delivered too often without a word.
 *
 * @param patience for a task that no worker has started; twice as long after each time, since it
 *     may just be waiting behind others
 * @param silence for a task that was started: several times the interval of heartbeats
 * @param mostSilences silences of one task after which its job fails: it seems to kill workers
 */
public record TaskLife(Duration patience, Duration silence, int mostSilences) {

  private static final int HEARINGS_A_SILENCE = 4;
  private static final TaskLife STANDARD =
      new TaskLife(Duration.ofMinutes(10), Duration.ofMinutes(1), 5);

  public TaskLife {
    if (patience.isNegative() || patience.isZero() || silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException(
          "patience and silence: must be longer than 0, but are " + patience + " and " + silence);
    }
    if (mostSilences < 1) {
      throw new IllegalArgumentException(
          "mostSilences: must be at least 1, but is " + mostSilences);
    }
  }

  /**
   * How long a coordinator that begins to listen, or was held up, waits before it judges: by then
   * it has read what happened meanwhile, and heard of each task that is alive. Well below the time
   * between two crashes, or nothing would ever be judged.
   */
  public Duration hearing() {
    return silence.dividedBy(HEARINGS_A_SILENCE);
  }

  /** Ten minutes of patience, one of silence, five silences. */
  public static TaskLife standard() {
    return STANDARD;
  }
}
