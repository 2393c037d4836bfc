package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * Fine-tuning, slice after slice, each going on from the state that the one before left.
 *
 * @param phase what people call it
 * @param tuned which phase of fine-tuning
 * @param group the group that it follows; -1 in the float phase
 * @param cuts its steps
 * @param layers indices of the layers that are quantized by then
 * @param noiseLayers indices of the layers that are under exact phi_PQ noise
 * @param taught whether each slice has logits of the teacher
 */
record TuneSlices(
    Phase phase,
    Task.Phase tuned,
    int group,
    StepCuts cuts,
    List<Integer> layers,
    List<Integer> noiseLayers,
    boolean taught)
    implements Stage {

  TuneSlices {
    layers = List.copyOf(layers);
    noiseLayers = List.copyOf(noiseLayers);
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
  public boolean progressInUnits() {
    return true;
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Tune(
        header,
        tuned,
        cuts.slice(part),
        group,
        results.trainingState(),
        QuantizedLayers.quantized(layers, entries),
        QuantizedLayers.noise(noiseLayers, entries),
        taught ? entries.teacherLogits(cuts.slice(part).first()) : Optional.empty());
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    // Codebooks come in the order of the task's layers, one for each.
    if (!(outcome instanceof TaskOutcome.Tuned slice)
        || slice.codebooks().size() != layers.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < layers.size(); i++) {
      CodebookRef codebook = slice.codebooks().get(i);
      edits.editLayer(layers.get(i), entry -> entry.withCodebook(codebook));
    }
    return Optional.of(results.withTrainingState(slice.state()));
  }
}
