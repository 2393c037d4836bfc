package dev.centroid.standalone.progress;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.view.JobView.PhaseView;
import java.time.Duration;
import java.util.Optional;

/** How long a job will take from now, by the rates measured so far. */
final class TimeLeft {

  private static final double MILLIS = 1000;

  private TimeLeft() {}

  /**
   * Fine-tuning is nearly all of a job, so nothing is said before its first steps are measured;
   * kinds of work that have not begun are left out, those that have count by their rate.
   */
  static Optional<Duration> of(Snapshot snapshot) {
    return snapshot.details().job().program().flatMap(program -> of(snapshot, program));
  }

  private static Optional<Duration> of(Snapshot snapshot, JobProgram program) {
    int tuneSteps = program.shards() * (program.floatSteps() + program.tuningSteps());
    int layers = program.groups().stream().mapToInt(group -> group.layers().size()).sum();
    Optional<Double> tune = left(snapshot, TaskKind.TUNE, tuneSteps);
    double teach =
        program.distillation()
            ? left(snapshot, TaskKind.TEACH, program.shards() * program.tuningSteps()).orElse(0.0)
            : 0;
    double quantize = left(snapshot, TaskKind.QUANTIZE, layers).orElse(0.0);
    double evaluate = left(snapshot, TaskKind.EVALUATE, 2).orElse(0.0);
    return tune.map(
        seconds -> Duration.ofMillis(Math.round((seconds + teach + quantize + evaluate) * MILLIS)));
  }

  /** Seconds for the units of a kind that are left; empty when its rate is not known yet. */
  private static Optional<Double> left(Snapshot snapshot, TaskKind kind, int total) {
    double done = 0;
    double seconds = 0;
    for (PhaseView phase : snapshot.phases()) {
      if (phase.kind() == kind) {
        done += snapshot.done(phase);
        seconds += snapshot.elapsed(phase).toMillis() / MILLIS;
      }
    }
    if (total <= done) {
      return Optional.of(0.0);
    }
    return done > 0 ? Optional.of(seconds / done * (total - done)) : Optional.empty();
  }
}
