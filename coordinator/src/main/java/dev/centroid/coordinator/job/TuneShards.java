package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.StepRange;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.random.Shard;
import java.util.Optional;

/**
 * One slice of fine-tuning in shards, side by side, all from the same state.
 *
 * @param steps of each shard
 * @param shards how many, more than one
 */
record TuneShards(TuningStretch stretch, StepRange steps, int shards) implements Stage {

  @Override
  public Phase phase() {
    return stretch.phase();
  }

  @Override
  public int parts() {
    return shards;
  }

  @Override
  public boolean sequential() {
    return false;
  }

  @Override
  public int units(int part) {
    return steps.length();
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
    return stretch.task(steps, new Shard(part, shards), header, results, entries);
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.ShardTuned shard
        ? Optional.of(results.withShard(part, shard.state()))
        : Optional.empty();
  }
}
