package dev.centroid.protocol.task;

/**
 * Consecutive steps of a phase, counted from the phase's start.
 *
 * @param first the first step
 * @param end one after the last step
 */
public record StepRange(int first, int end) {

  public StepRange {
    if (first < 0 || end <= first) {
      throw new IllegalArgumentException("not a range of steps: " + first + " to " + end);
    }
  }

  /** Number of steps. */
  public int length() {
    return end - first;
  }
}
