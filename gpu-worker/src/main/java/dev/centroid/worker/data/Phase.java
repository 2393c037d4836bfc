package dev.centroid.worker.data;

import dev.centroid.protocol.task.Task;

/** What batches are drawn for; each use has random numbers of its own. */
public enum Phase {
  FLOAT_TUNING(0),
  TUNING(1),
  RECALIBRATION(2),
  SENSITIVITY(3);

  private final long coordinate;

  Phase(long coordinate) {
    this.coordinate = coordinate;
  }

  /** The phase of a fine-tuning task. */
  public static Phase of(Task.Phase phase) {
    return switch (phase) {
      case FLOAT -> FLOAT_TUNING;
      case TUNING -> TUNING;
    };
  }

  /** Tells its random numbers from those of others; never changes. */
  public long coordinate() {
    return coordinate;
  }
}
