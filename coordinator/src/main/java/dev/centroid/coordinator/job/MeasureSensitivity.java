package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * How much the loss depends on the weights of the layers that are still float.
 *
 * @param purpose what it is for: the name of the group that is quantized next, or the budget
 * @param layers indices of the layers that are quantized by then
 */
record MeasureSensitivity(String purpose, List<Integer> layers) implements SingleTask {

  MeasureSensitivity {
    layers = List.copyOf(layers);
  }

  @Override
  public Phase phase() {
    return new Phase("sensitivity " + purpose, TaskKind.SENSITIVITY);
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Sensitivity(
        header, results.trainingState(), QuantizedLayers.quantized(layers, entries));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Sensitivity sensitivity
        ? Optional.of(results.withSensitivity(sensitivity.fisher()))
        : Optional.empty();
  }
}
