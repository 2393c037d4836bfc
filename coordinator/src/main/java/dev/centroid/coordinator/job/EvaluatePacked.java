package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.Optional;

/** The metric of the packed file, read back. */
record EvaluatePacked() implements SingleTask {

  @Override
  public Phase phase() {
    return new Phase("evaluate packed model", TaskKind.EVALUATE);
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Evaluate(
        header,
        results.packaged().map(TaskOutcome.Packaged::packed),
        results.packaged().map(TaskOutcome.Packaged::model));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Evaluated evaluated
        ? Optional.of(results.withAfter(evaluated))
        : Optional.empty();
  }
}
