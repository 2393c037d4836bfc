package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.FisherEstimate;
import dev.centroid.worker.training.TuningData;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Estimates how much the loss would rise when entries of the weights that are still float changed,
 * on training data that is not augmented: it is the model as evaluation sees it that must not
 * change.
 */
final class SensitivityExecutor implements TaskExecutor<Task.Sensitivity> {

  private final JobLoader jobs;
  private final ModelLoader models;
  private final LayerStore layers;
  private final ArtifactStore artifacts;

  SensitivityExecutor(
      JobLoader jobs, ModelLoader models, LayerStore layers, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.models = models;
    this.layers = layers;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Sensitivity task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    Recipe recipe = job.recipe();
    long seed = task.header().seed();
    TuningData data =
        new TuningData(job.train(), seed, Phase.SENSITIVITY, recipe.batchSize(), Augmentation.NONE);
    List<String> tensors =
        job
            .compressedExcept(
                task.layers().stream().map(QuantizedLayer::index).collect(Collectors.toSet()))
            .stream()
            .map(LayerPlan::tensor)
            .toList();
    try (TorchModel model =
            models.loadPruned(
                job,
                jobs.state(task.state()),
                layers.read(task.header().jobId(), job.plan(), task.layers()));
        FisherEstimate estimate = new FisherEstimate(model, tensors, data, seed)) {
      monitor.active();
      int batches = recipe.kmeans().fisherBatches();
      for (int batch = 0; batch < batches; batch++) {
        estimate.add(batch);
        monitor.progress(batch + 1, batches, Double.NaN);
      }
      return new TaskOutcome.Sensitivity(artifacts.put(estimate.toBytes()));
    }
  }
}
