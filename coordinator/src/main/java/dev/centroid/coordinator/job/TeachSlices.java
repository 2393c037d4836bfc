package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.StepRange;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.random.Shard;
import java.util.List;
import java.util.Optional;

/**
 * Logits of the teacher, for exactly the slices and shards that tuning will be cut into.
 *
 * @param cuts as those of tuning, in order
 * @param shards of each slice
 */
record TeachSlices(List<StepCuts> cuts, int shards) implements Stage {

  TeachSlices {
    cuts = List.copyOf(cuts);
  }

  @Override
  public Phase phase() {
    return new Phase("teach", TaskKind.TEACH);
  }

  @Override
  public int parts() {
    return shards * cuts.stream().mapToInt(StepCuts::count).sum();
  }

  @Override
  public boolean sequential() {
    return false;
  }

  @Override
  public int units(int part) {
    return slice(part).length();
  }

  @Override
  public boolean progressInUnits() {
    return true;
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Teach(header, slice(part), shard(part), results.trainingState());
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    if (!(outcome instanceof TaskOutcome.Taught taught)) {
      return Optional.empty();
    }
    edits.putTeacherLogits(shard(part).draw(slice(part).first()), taught.logits());
    return Optional.of(results);
  }

  private Shard shard(int part) {
    return new Shard(part % shards, shards);
  }

  private StepRange slice(int part) {
    int left = part / shards;
    for (StepCuts group : cuts) {
      if (left < group.count()) {
        return group.slice(left);
      }
      left -= group.count();
    }
    throw new IndexOutOfBoundsException("no slice " + part + " of " + parts());
  }
}
