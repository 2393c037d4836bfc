package dev.centroid.worker.task;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.worker.data.BatchSchedule;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Checks model, data and recipe against each other, and plans. */
final class InspectExecutor implements TaskExecutor<Task.Inspect> {

  private static final int LAYERS_PER_EVENT = 200;

  private final JobLoader jobs;
  private final ModelLoader models;

  InspectExecutor(JobLoader jobs, ModelLoader models) {
    this.jobs = jobs;
    this.models = models;
  }

  @Override
  public TaskOutcome execute(Task.Inspect task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    ModelChecks.requireFloat32(job.plan(), job.model());
    Planner.requireFiniteWeights(job.plan(), job.given());
    monitor.active();
    Recipe recipe = job.recipe();
    if (recipe.budget().isPresent()) {
      // Refuses a choice that does not suit its layer before anything is measured.
      job.choices();
    }
    Dataset train = job.train();
    Dataset evaluation = job.evaluation();
    if (needsLabels(recipe)) {
      train.requireLabels("the recipe's cross-entropy loss");
    }
    evaluation.requireLabels("the " + recipe.metric().name().toLowerCase(Locale.ROOT));
    try (TorchModel model = models.load(job, TrainingState.INITIAL)) {
      monitor.active();
      ModelChecks.requireFit(model, train);
      monitor.active();
      ModelChecks.requireFit(model, evaluation);
    }
    monitor.active();
    PruningCheck.require(models, job, train, monitor);
    monitor.active();
    List<LayerPlan> layers = job.plan().layers();
    for (int first = 0; first < layers.size(); first += LAYERS_PER_EVENT) {
      monitor.layersPlanned(
          layers.subList(first, Math.min(layers.size(), first + LAYERS_PER_EVENT)));
    }
    BatchSchedule schedule =
        new BatchSchedule(
            task.header().seed(), Phase.FLOAT_TUNING, train.examples(), recipe.batchSize());
    return new TaskOutcome.Inspected(Programs.of(recipe, job.plan(), schedule.stepsPerEpoch()));
  }

  private static boolean needsLabels(Recipe recipe) {
    return recipe.floatTuning().filter(tuning -> tuning.loss().needsLabels()).isPresent()
        || (recipe.totalTuningSteps() > 0 && recipe.tuning().loss().needsLabels());
  }
}
