package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What each way of compressing a layer would cost, a task a layer, side by side.
 *
 * @param layers indices in the plan
 */
record MeasureChoices(List<Integer> layers) implements Stage {

  MeasureChoices {
    layers = List.copyOf(layers);
  }

  @Override
  public Phase phase() {
    return new Phase("choices", TaskKind.CHOICES);
  }

  @Override
  public int parts() {
    return layers.size();
  }

  @Override
  public boolean sequential() {
    return false;
  }

  @Override
  public int units(int part) {
    return 1;
  }

  @Override
  public boolean progressInUnits() {
    return false;
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Choices(header, layers.get(part), results.sensitivity().orElseThrow());
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    if (!(outcome instanceof TaskOutcome.Choices choices)) {
      return Optional.empty();
    }
    edits.editLayer(layers.get(part), entry -> entry.withChoiceErrors(choices.errors()));
    return Optional.of(results);
  }
}
