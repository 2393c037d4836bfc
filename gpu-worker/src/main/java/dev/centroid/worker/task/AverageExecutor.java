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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The mean of data-parallel shards: float parameters through the artifact store, centroids through
 * the codebook service, which merges their changes.
 */
final class AverageExecutor implements TaskExecutor<Task.Average> {

  private static final int MOST_LAYERS_AT_ONCE = 16;

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
      monitor.active();
    }
    ShardMean mean = new ShardMean(states);
    Digest next = artifacts.put(mean.state());
    monitor.active();
    return new TaskOutcome.Averaged(next, merged(task, job, mean, monitor));
  }

  /** Layers side by side: each waits for the service once a shard. */
  private List<CodebookRef> merged(
      Task.Average task, LoadedJob job, ShardMean mean, TaskMonitor monitor) throws IOException {
    if (task.layers().isEmpty()) {
      return List.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.min(task.layers().size(), MOST_LAYERS_AT_ONCE));
    try {
      List<Future<CodebookRef>> merging = new ArrayList<>();
      for (QuantizedLayer layer : task.layers()) {
        LayerPlan plan = job.plan().layers().get(layer.index());
        merging.add(threads.submit(() -> merged(task, plan, layer.codebook(), mean)));
      }
      List<CodebookRef> merged = new ArrayList<>();
      for (Future<CodebookRef> layer : merging) {
        merged.add(result(layer));
        monitor.active();
      }
      return merged;
    } finally {
      threads.shutdownNow();
    }
  }

  private static CodebookRef result(Future<CodebookRef> merging) throws IOException {
    try {
      return merging.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the shards' centroids were merged", e);
    }
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
