package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.FloatTuning;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.Recalibration;
import dev.centroid.worker.training.TrainingState;
import dev.centroid.worker.training.TuningData;
import java.io.IOException;

/**
 * Re-estimates BatchNorm statistics under the weights as they will be stored, or as the float model
 * has them that teaches, on training data that is not augmented: as evaluation will see it.
 */
final class RecalibrateExecutor implements TaskExecutor<Task.Recalibrate> {

  private final TorchEngine engine;
  private final JobLoader jobs;
  private final ModelLoader models;
  private final LayerStore layers;
  private final ArtifactStore artifacts;

  RecalibrateExecutor(
      TorchEngine engine,
      JobLoader jobs,
      ModelLoader models,
      LayerStore layers,
      ArtifactStore artifacts) {
    this.engine = engine;
    this.jobs = jobs;
    this.models = models;
    this.layers = layers;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Recalibrate task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    Recipe recipe = job.recipe();
    TrainingState state = jobs.state(task.state());
    long seed = task.header().seed();
    TuningData data =
        new TuningData(
            job.train(), seed, Phase.RECALIBRATION, recipe.batchSize(), Augmentation.NONE);
    try (TorchModel model = load(task, job, state)) {
      Recalibration recalibration = new Recalibration(engine, model, data, seed);
      monitor.active();
      int batches = batches(task, recipe);
      for (int batch = 0; batch < batches; batch++) {
        recalibration.step(batch);
        monitor.progress(batch + 1, batches, Double.NaN);
      }
      return new TaskOutcome.Recalibrated(artifacts.put(recalibration.apply(state)));
    }
  }

  private TorchModel load(Task.Recalibrate task, LoadedJob job, TrainingState state)
      throws IOException {
    return switch (task.phase()) {
      case FLOAT -> models.load(job, state);
      case TUNING ->
          models.loadPruned(
              job, state, layers.read(task.header().jobId(), job.plan(), task.layers()));
    };
  }

  private static int batches(Task.Recalibrate task, Recipe recipe) {
    return switch (task.phase()) {
      case FLOAT -> recipe.floatTuning().map(FloatTuning::recalibrationBatches).orElse(0);
      case TUNING -> recipe.batchNorm().recalibrationBatches();
    };
  }
}
