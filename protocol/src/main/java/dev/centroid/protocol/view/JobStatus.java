package dev.centroid.protocol.view;

/** Where a job is in its life. */
public enum JobStatus {
  RUNNING,
  /** Nothing of it is worked on until it is resumed. */
  PAUSED,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Whether nothing more will happen, unless the job is asked for again. */
  public boolean isTerminal() {
    return switch (this) {
      case RUNNING, PAUSED -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }
}
