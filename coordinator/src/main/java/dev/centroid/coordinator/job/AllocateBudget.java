package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * The recipe whose packed file meets the budget.
 *
 * @param layers indices of all layers that will be compressed
 */
record AllocateBudget(List<Integer> layers) implements SingleTask {

  AllocateBudget {
    layers = List.copyOf(layers);
  }

  @Override
  public Phase phase() {
    return new Phase("allocate", TaskKind.ALLOCATE);
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Allocate(
        header,
        layers.stream()
            .map(
                layer ->
                    new Task.LayerErrors(
                        layer, entries.layer(layer).map(LayerEntry::choiceErrors).orElseThrow()))
            .toList());
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Allocated allocated
        ? Optional.of(results.withDecidedRecipe(allocated.recipe()))
        : Optional.empty();
  }
}
