package dev.centroid.worker.queue;

import java.time.Duration;
import java.util.Optional;

/** Adds up how long one task has made no progress, or has ignored a stop. Not thread-safe. */
final class StallTimer {

  private final StallLimits limits;
  private long lastReports;
  private Duration idle = Duration.ZERO;
  private Duration stopping = Duration.ZERO;

  StallTimer(StallLimits limits) {
    this.limits = limits;
  }

  /**
   * Time has passed.
   *
   * @param reports progress reports of the task so far
   * @param mustStop whether the task was told to stop
   * @param elapsed since the last call
   * @return why the process must end; empty if it need not
   */
  Optional<ExitReason> advance(long reports, boolean mustStop, Duration elapsed) {
    idle = reports == lastReports ? idle.plus(elapsed) : Duration.ZERO;
    lastReports = reports;
    stopping = mustStop ? stopping.plus(elapsed) : Duration.ZERO;
    if (stopping.compareTo(limits.stop()) >= 0) {
      return Optional.of(ExitReason.STOP_IGNORED);
    }
    return idle.compareTo(limits.progress()) >= 0
        ? Optional.of(ExitReason.NO_PROGRESS)
        : Optional.empty();
  }
}
