package dev.centroid.coordinator.job;

/** What becomes of a task that is out, when it is looked at. */
public sealed interface Overdue {

  /** Its job does not wait for it any more. */
  record Forgotten() implements Overdue {}

  /** It may yet be heard of. */
  record Patient() implements Overdue {}

  /**
   * It is issued once more.
   *
   * @param task as it is remembered from now on
   */
  record Reissued(IssuedTask task) implements Overdue {}

  /**
   * It was too often.
   *
   * @param decision how its job fails
   */
  record GivenUp(Decision decision) implements Overdue {}
}
