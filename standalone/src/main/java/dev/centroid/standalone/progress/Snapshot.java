package dev.centroid.standalone.progress;

import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobView.PhaseView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * All that a display may show of a job at one moment.
 *
 * @param details the job as the coordinator tells it
 * @param running its tasks at work
 * @param loss the newest training loss
 * @param now the moment
 */
public record Snapshot(
    JobDetails details,
    Collection<TaskLedger.Running> running,
    Optional<Double> loss,
    Instant now) {

  public Snapshot {
    running = List.copyOf(running);
  }

  /** The phases so far, in order. */
  List<PhaseView> phases() {
    return details.job().phases();
  }

  /**
   * Units done of a phase. The coordinator counts the steps of tasks at work; of other tasks the
   * share that is done is added here.
   */
  double done(PhaseView phase) {
    double within = 0;
    if (phase.endedAt().isEmpty()) {
      for (TaskLedger.Running task : running) {
        if (task.kind() == phase.kind() && !countsSteps(phase.kind()) && task.total() > 0) {
          within += (double) task.done() / task.total();
        }
      }
    }
    return Math.min(phase.total(), phase.done() + within);
  }

  /** How long a phase has taken. */
  Duration elapsed(PhaseView phase) {
    Instant end = phase.endedAt().orElse(now);
    return end.isBefore(phase.startedAt())
        ? Duration.ZERO
        : Duration.between(phase.startedAt(), end);
  }

  private static boolean countsSteps(TaskKind kind) {
    return kind == TaskKind.TUNE || kind == TaskKind.TEACH;
  }
}
