package dev.centroid.coordinator.job;

/** What a user may want of a job that is under way. */
public enum JobOrder {
  /** End it, and stop its tasks. */
  CANCEL,
  /** Stop its tasks, and keep what is done. */
  PAUSE,
  /** Go on with what was paused. */
  RESUME
}
