package dev.centroid.coordinator.job;

/** What becomes of a task that was not heard of for too long. */
public sealed interface Overdue {

  /** Its job does not wait for it any more. */
  record Forgotten() implements Overdue {}

  /**
   * It is issued once more.
   *
   * @param watch what is remembered of it from now on
   */
  record Reissued(TaskWatch watch) implements Overdue {}

  /**
   * It was too often.
   *
   * @param decision how its job fails
   */
  record GivenUp(Decision decision) implements Overdue {}
}
