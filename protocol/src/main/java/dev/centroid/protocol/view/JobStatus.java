package dev.centroid.protocol.view;

/** Where a job is in its life. */
public enum JobStatus {
  RUNNING,
  COMPLETED,
  FAILED;

  /** Whether nothing more will happen. */
  public boolean isTerminal() {
    return this != RUNNING;
  }
}
