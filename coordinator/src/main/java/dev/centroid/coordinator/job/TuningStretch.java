package dev.centroid.coordinator.job;

import dev.centroid.coordinator.job.Stage.Phase;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.StepRange;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.quantization.random.Shard;
import java.util.List;
import java.util.Optional;

/**
 * What all slices of a stretch of fine-tuning have in common.
 *
 * @param phase what people call it
 * @param tuned which phase of fine-tuning
 * @param group the group that it follows; -1 in the float phase
 * @param layers indices of the layers that are quantized by then
 * @param noiseLayers indices of the layers that are under exact phi_PQ noise
 * @param taught whether each slice has logits of the teacher
 */
record TuningStretch(
    Phase phase,
    Task.Phase tuned,
    int group,
    List<Integer> layers,
    List<Integer> noiseLayers,
    boolean taught) {

  TuningStretch {
    layers = List.copyOf(layers);
    noiseLayers = List.copyOf(noiseLayers);
  }

  /** A slice, or one shard of it. */
  Task.Tune task(
      StepRange steps, Shard shard, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Tune(
        header,
        tuned,
        steps,
        shard,
        group,
        results.trainingState(),
        QuantizedLayers.quantized(layers, entries),
        QuantizedLayers.noise(noiseLayers, entries),
        taught ? entries.teacherLogits(shard.draw(steps.first())) : Optional.empty());
  }

  /**
   * Takes over the newest centroids.
   *
   * @param codebooks in the order of the task's layers, one for each
   * @return whether that is how they came
   */
  boolean takeCodebooks(List<CodebookRef> codebooks, EntryEdits edits) {
    if (codebooks.size() != layers.size()) {
      return false;
    }
    for (int i = 0; i < layers.size(); i++) {
      CodebookRef codebook = codebooks.get(i);
      edits.editLayer(layers.get(i), entry -> entry.withCodebook(codebook));
    }
    return true;
  }
}
