package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.List;
import java.util.Optional;

/** One state and one version of centroids of what the shards of a slice have made. */
record AverageShards(TuningStretch stretch) implements SingleTask {

  @Override
  public Phase phase() {
    return stretch.phase();
  }

  @Override
  public int units(int part) {
    // The phase counts the steps of the shards.
    return 0;
  }

  @Override
  public Task task(int part, TaskHeader header, JobResults results, JobEntries entries) {
    return new Task.Average(
        header,
        List.copyOf(results.shards().values()),
        QuantizedLayers.quantized(stretch.layers(), entries));
  }

  @Override
  public Optional<JobResults> absorb(
      int part, TaskOutcome outcome, JobResults results, EntryEdits edits) {
    return outcome instanceof TaskOutcome.Averaged mean
            && stretch.takeCodebooks(mean.codebooks(), edits)
        ? Optional.of(results.withTrainingState(mean.state()))
        : Optional.empty();
  }
}
