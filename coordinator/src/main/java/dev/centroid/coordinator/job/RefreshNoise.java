package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * New codebooks for exact phi_PQ noise (paper section 4.2), for the layers that are still float.
 *
 * @param phase the tuning that they are for
 * @param layers indices in the plan
 * @param round from 1, one more with each refresh of the job
 */
record RefreshNoise(Phase phase, List<Integer> layers, int round) implements KMeansStage {

  RefreshNoise {
    layers = List.copyOf(layers);
  }

  @Override
  public int units(int part) {
    // The tuning phase that it serves counts steps.
    return 0;
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    int layer = layers.get(part);
    return new Task.Quantize(
        header,
        layer,
        results.trainingState(),
        round,
        results.sensitivity(),
        QuantizedLayers.noise(layer, entries));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    if (!(outcome instanceof TaskOutcome.Quantized quantized)) {
      return Optional.empty();
    }
    edits.editLayer(layers.get(part), entry -> entry.withNoise(quantized.layer()));
    return Optional.of(results);
  }
}
