package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * BatchNorm statistics of the model as it is in evaluation.
 *
 * @param phase what people call it
 * @param follows the phase of fine-tuning before it
 * @param layers indices of the layers that are quantized by then
 */
record RecalibrateNorms(Phase phase, Task.Phase follows, List<Integer> layers)
    implements SingleTask {

  RecalibrateNorms {
    layers = List.copyOf(layers);
  }

  /** After float tuning: without its noise. */
  static RecalibrateNorms ofFloatModel() {
    return new RecalibrateNorms(
        new Phase("recalibrate float model", TaskKind.RECALIBRATE), Task.Phase.FLOAT, List.of());
  }

  /** At the end, with all compressed layers. */
  static RecalibrateNorms underQuantizedWeights(List<Integer> layers) {
    return new RecalibrateNorms(
        new Phase("recalibrate", TaskKind.RECALIBRATE), Task.Phase.TUNING, layers);
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Recalibrate(
        header, follows, results.trainingState(), QuantizedLayers.quantized(layers, entries));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Recalibrated recalibrated
        ? Optional.of(results.withTrainingState(recalibrated.state()))
        : Optional.empty();
  }
}
