package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/**
 * The files of the result.
 *
 * @param layers indices of all compressed layers
 */
record PackResult(List<Integer> layers) implements SingleTask {

  PackResult {
    layers = List.copyOf(layers);
  }

  @Override
  public Phase phase() {
    return new Phase("package", TaskKind.PACKAGE);
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Pack(
        header, results.trainingState(), QuantizedLayers.quantized(layers, entries));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Packaged packaged
        ? Optional.of(results.withPackaged(packaged))
        : Optional.empty();
  }
}
