package dev.centroid.worker.queue;

/** Why a worker ends its own process, with the exit code that says so. */
public enum ExitReason {
  /** A task made no progress. */
  NO_PROGRESS(80, "made no progress", "centroid.worker.progress-timeout"),
  /** A task did not stop when it was told to. */
  STOP_IGNORED(81, "did not stop", "centroid.worker.stop-timeout");

  private final int code;
  private final String fault;
  private final String setting;

  ExitReason(int code, String fault, String setting) {
    this.code = code;
    this.fault = fault;
    this.setting = setting;
  }

  /** The exit code of the process. */
  public int code() {
    return code;
  }

  /** What the task did, for the log. */
  String fault() {
    return fault;
  }

  /** The setting that bounds it. */
  String setting() {
    return setting;
  }
}
