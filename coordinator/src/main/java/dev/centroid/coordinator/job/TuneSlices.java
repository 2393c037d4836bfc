package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.random.Shard;
import java.util.Optional;

/**
 * Fine-tuning, slice after slice, each going on from the state that the one before left.
 *
 * @param cuts its steps
 */
record TuneSlices(TuningStretch stretch, StepCuts cuts) implements Stage {

  @Override
  public Phase phase() {
    return stretch.phase();
  }

  @Override
  public int parts() {
    return cuts.count();
  }

  @Override
  public boolean sequential() {
    return true;
  }

  @Override
  public int units(int part) {
    return cuts.slice(part).length();
  }

  @Override
  public int steps(int part) {
    return units(part);
  }

  @Override
  public boolean progressInUnits() {
    return true;
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return stretch.task(cuts.slice(part), Shard.WHOLE, header, results, entries);
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Tuned slice
            && stretch.takeCodebooks(slice.codebooks(), edits)
        ? Optional.of(results.withTrainingState(slice.state()))
        : Optional.empty();
  }
}
