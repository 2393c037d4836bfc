package dev.centroid.coordinator.job;

/** What was made of an event. */
public enum Verdict {
  /** It changed the job. */
  APPLIED,
  /** It was heard, and changes nothing: a start. */
  NOTED,
  /** The same was told before. */
  DUPLICATE,
  /** It belongs to an earlier attempt, or to a job that has ended. */
  LATE,
  /** No such job, or a task that was never issued. */
  UNKNOWN
}
