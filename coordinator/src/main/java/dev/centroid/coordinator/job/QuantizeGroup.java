package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * k-means of a group's layers, side by side.
 *
 * @param group the group's name
 * @param layers the group's layers, indices in the plan
 */
record QuantizeGroup(String group, List<Integer> layers) implements KMeansStage {

  QuantizeGroup {
    layers = List.copyOf(layers);
  }

  @Override
  public Phase phase() {
    return new Phase("quantize " + group, TaskKind.QUANTIZE);
  }

  @Override
  public int units(int part) {
    return 1;
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    int layer = layers.get(part);
    return new Task.Quantize(
        header,
        layer,
        results.trainingState(),
        0,
        results.sensitivity(),
        QuantizedLayers.noise(layer, entries));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    if (!(outcome instanceof TaskOutcome.Quantized quantized)) {
      return Optional.empty();
    }
    edits.editLayer(layers.get(part), entry -> entry.withQuantized(quantized));
    return Optional.of(results);
  }
}
