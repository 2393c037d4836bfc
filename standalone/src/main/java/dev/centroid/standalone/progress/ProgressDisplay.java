package dev.centroid.standalone.progress;

/** Shows a job under way to somebody. */
public interface ProgressDisplay {

  /** Says one thing once. */
  void say(String line);

  /** Shows how the job stands. Called a few times a second. */
  void show(Snapshot snapshot);

  /** Leaves what was shown last as it is and gives the terminal back. */
  void end();
}
