package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.Optional;

/** The metric of the model as given. */
record EvaluateGiven() implements SingleTask {

  @Override
  public Phase phase() {
    return new Phase("evaluate given model", TaskKind.EVALUATE);
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Evaluate(header, Optional.empty(), Optional.empty());
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Evaluated evaluated
        ? Optional.of(results.withBefore(evaluated))
        : Optional.empty();
  }
}
