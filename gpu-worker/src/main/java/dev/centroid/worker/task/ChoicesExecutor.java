package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerQuantizer;
import dev.centroid.worker.training.FisherInformation;
import dev.centroid.worker.training.LayerWeight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Quantizes a layer of the model as given in each way that its rule leaves open. */
final class ChoicesExecutor implements TaskExecutor<Task.Choices> {

  private final JobLoader jobs;
  private final ArtifactStore artifacts;

  ChoicesExecutor(JobLoader jobs, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Choices task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    List<LayerPlan> choices = job.choices().of(task.layer());
    String tensor = choices.get(0).tensor();
    float[] weight = job.model().floats(tensor);
    float[] fisher = FisherInformation.parse(artifacts.read(task.sensitivity())).of(tensor);
    List<Double> errors = new ArrayList<>();
    for (LayerPlan choice : choices) {
      CompressedWeight found = compressed(task, job, choice, new Measured(weight, fisher), monitor);
      CompressedWeight stored =
          StoredWeights.of(new LayerWeight(choice, found), job.recipe().packing());
      errors.add(error(weight, stored.decode(), fisher));
      monitor.progress(errors.size(), choices.size(), Double.NaN);
    }
    return new TaskOutcome.Choices(errors);
  }

  /** A layer's weight and how much the loss depends on each entry. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Measured(float[] weight, float[] fisher) {}

  private static CompressedWeight compressed(
      Task.Choices task, LoadedJob job, LayerPlan choice, Measured layer, TaskMonitor monitor) {
    Quantization quantization = choice.quantization().orElseThrow();
    if (quantization instanceof Quantization.Scalar scalar) {
      return LayerQuantizer.quantize(scalar, layer.weight());
    }
    return new LayerQuantizer(
            job.recipe().kmeans(),
            task.header().seed(),
            task.header().threads(),
            iterations -> monitor.active())
        .quantize(
            choice.name(),
            choice,
            (Quantization.Product) quantization,
            layer.weight(),
            Optional.of(layer.fisher()),
            Optional.empty())
        .weight();
  }

  private static double error(float[] weight, float[] stored, float[] fisher) {
    double error = 0;
    for (int i = 0; i < weight.length; i++) {
      double change = (double) weight[i] - stored[i];
      error += fisher[i] * change * change;
    }
    return error;
  }
}
