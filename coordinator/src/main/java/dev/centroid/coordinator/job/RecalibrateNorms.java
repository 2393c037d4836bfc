package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * BatchNorm statistics under the quantized weights.
 *
 * @param layers indices of all compressed layers
 */
record RecalibrateNorms(List<Integer> layers) implements SingleTask {

  RecalibrateNorms {
    layers = List.copyOf(layers);
  }

  @Override
  public Phase phase() {
    return new Phase("recalibrate", TaskKind.RECALIBRATE);
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Recalibrate(
        header, results.trainingState(), QuantizedLayers.quantized(layers, entries));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Recalibrated recalibrated
        ? Optional.of(results.withTrainingState(recalibrated.state()))
        : Optional.empty();
  }
}
