package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.QuantizationError;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.packed.GridFile;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerQuantizer;
import dev.centroid.quantization.product.Quantized;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.KMeansSettings;
import dev.centroid.quantization.scalar.ScalarWeight;
import dev.centroid.worker.training.FisherInformation;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** k-means of one layer. */
final class QuantizeExecutor implements TaskExecutor<Task.Quantize> {

  private static final String NOISE = "@noise";

  private final JobLoader jobs;
  private final LayerStore layers;
  private final ArtifactStore artifacts;

  QuantizeExecutor(JobLoader jobs, LayerStore layers, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.layers = layers;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Quantize task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    LayerPlan plan = job.plan().layers().get(task.layer());
    float[] weight =
        jobs.state(task.state())
            .parameter(plan.tensor())
            .orElseGet(() -> job.model().floats(plan.tensor()));
    monitor.active();
    Quantization quantization = plan.quantization().orElseThrow();
    return quantization instanceof Quantization.Product product
        ? product(task, job, plan, product, weight, monitor)
        : scalar(task, plan, (Quantization.Scalar) quantization, weight);
  }

  private TaskOutcome product(
      Task.Quantize task,
      LoadedJob job,
      LayerPlan plan,
      Quantization.Product product,
      float[] weight,
      TaskMonitor monitor)
      throws IOException {
    Quantized found =
        quantizer(task, job, monitor)
            .quantize(
                randomName(plan, task.round()),
                plan,
                product,
                weight,
                fisher(task, plan),
                start(task, job));
    QuantizedLayer layer =
        stored(
            task,
            plan,
            layers.putCodes(found.weight(), product),
            CodebookFile.toBytes(found.weight().codebook()));
    return new TaskOutcome.Quantized(
        layer, found.relativeError(), found.iterations(), found.usedCentroids());
  }

  private TaskOutcome scalar(
      Task.Quantize task, LayerPlan plan, Quantization.Scalar scalar, float[] weight)
      throws IOException {
    ScalarWeight found = LayerQuantizer.quantize(scalar, weight);
    QuantizedLayer layer =
        stored(task, plan, layers.putCodes(found), GridFile.toBytes(found.grids()));
    int usedCodes = (int) Arrays.stream(found.codes()).distinct().count();
    return new TaskOutcome.Quantized(
        layer, QuantizationError.relative(weight, found::decode), 0, usedCodes);
  }

  private QuantizedLayer stored(Task.Quantize task, LayerPlan plan, Digest codes, byte[] codebook)
      throws IOException {
    String jobId = task.header().jobId();
    CodebookRef ref =
        isFirst(task.round())
            ? layers.putCodebook(jobId, storedName(plan, task.round()), codebook)
            : layers.putCodebook(jobId, task.start().orElseThrow().codebook(), codebook);
    return new QuantizedLayer(task.layer(), codes, ref);
  }

  private static LayerQuantizer quantizer(Task.Quantize task, LoadedJob job, TaskMonitor monitor) {
    KMeansSettings settings = job.recipe().kmeans();
    return new LayerQuantizer(
        settings,
        task.header().seed(),
        task.header().threads(),
        iterations -> monitor.progress(iterations, settings.iterations(), Double.NaN));
  }

  private Optional<float[]> fisher(Task.Quantize task, LayerPlan plan) throws IOException {
    return task.sensitivity().isPresent()
        ? Optional.of(
            FisherInformation.parse(artifacts.read(task.sensitivity().get())).of(plan.tensor()))
        : Optional.empty();
  }

  private Optional<QuantizedWeight> start(Task.Quantize task, LoadedJob job) throws IOException {
    return layers.read(task.header().jobId(), job.plan(), task.start().stream().toList()).stream()
        .map(layer -> (QuantizedWeight) layer.weight())
        .findFirst();
  }

  /** Whether there is no version before the one of a round. */
  private static boolean isFirst(int round) {
    return round <= 1;
  }

  /** Codebooks of the noise are versions of an entry of their own: one a round. */
  private static String storedName(LayerPlan plan, int round) {
    return round == 0 ? plan.name() : plan.name() + NOISE;
  }

  private static String randomName(LayerPlan plan, int round) {
    return round == 0 ? plan.name() : storedName(plan, round) + "/" + round;
  }
}
