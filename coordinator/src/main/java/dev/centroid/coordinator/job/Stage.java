package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.Optional;

/** Tasks of a job that come after all tasks of the stage before, and before all of the next. */
sealed interface Stage
    permits KMeansStage, MeasureChoices, SingleTask, TeachSlices, TuneShards, TuneSlices {

  /**
   * The stretch of the job's life that it belongs to, as people see it.
   *
   * @param name unique in the job; consecutive stages may share it
   * @param kind what it mainly does
   */
  record Phase(String name, TaskKind kind) {}

  Phase phase();

  /** Number of tasks. */
  int parts();

  /** Whether each task needs what the one before it yields. */
  boolean sequential();

  /** Units of the phase's work in one task. */
  int units(int part);

  /** Whether a task's own progress is told in the phase's units. */
  boolean progressInUnits();

  /** One of its tasks. */
  Task task(int part, TaskHeader header, JobResults results, JobEntries entries);

  /** Steps of fine-tuning in one task. */
  default int steps(int part) {
    return 0;
  }

  /**
   * Takes in what one of its tasks yields.
   *
   * @return the job's results then; empty if the outcome is not of this stage's kind
   */
  Optional<JobResults> absorb(int part, TaskOutcome outcome, JobResults results, EntryEdits edits);
}
