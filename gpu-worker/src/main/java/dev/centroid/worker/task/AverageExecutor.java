package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.worker.training.ShardMean;
import dev.centroid.worker.training.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mean of data-parallel shards: float parameters through the artifact store, centroids through
 * the codebook service, which merges their changes.
 */
final class AverageExecutor implements TaskExecutor<Task.Average> {

  private final JobLoader jobs;
  private final LayerStore layers;
  private final ArtifactStore artifacts;

  AverageExecutor(JobLoader jobs, LayerStore layers, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.layers = layers;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Average task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    List<TrainingState> states = new ArrayList<>();
    for (Digest state : task.states()) {
      states.add(jobs.state(Optional.of(state)));
    }
    ShardMean mean = new ShardMean(states);
    List<CodebookRef> codebooks = new ArrayList<>();
    for (QuantizedLayer layer : task.layers()) {
      codebooks.add(merged(task, job.plan().layers().get(layer.index()), layer.codebook(), mean));
      monitor.progress(codebooks.size(), task.layers().size() + 1, Double.NaN);
    }
    return new TaskOutcome.Averaged(artifacts.put(mean.state()), codebooks);
  }

  /** The next version of centroids; the grids of intN stay as they are. */
  private CodebookRef merged(Task.Average task, LayerPlan plan, CodebookRef base, ShardMean mean)
      throws IOException {
    return plan.quantization().orElseThrow() instanceof LayerPlan.Quantization.Scalar
        ? base
        : layers.mergeCodebooks(
            task.header().jobId(),
            base,
            mean.deltas(plan.name()).stream().map(CodebookFile::toBytes).toList());
  }
}
