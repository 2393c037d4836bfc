package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.QuantizationError;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.packed.GridFile;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.BlockWeights;
import dev.centroid.quantization.product.Prior;
import dev.centroid.quantization.product.ProductQuantizer;
import dev.centroid.quantization.product.Quantized;
import dev.centroid.quantization.scalar.ScalarQuantizer;
import dev.centroid.quantization.scalar.ScalarWeight;
import dev.centroid.worker.training.FisherInformation;
import java.io.IOException;
import java.util.Arrays;

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
    Quantization quantization = plan.quantization().orElseThrow();
    return quantization instanceof Quantization.Product product
        ? product(task, job, plan, product, weight)
        : scalar(task, plan, (Quantization.Scalar) quantization, weight);
  }

  private TaskOutcome product(
      Task.Quantize task,
      LoadedJob job,
      LayerPlan plan,
      Quantization.Product product,
      float[] weight)
      throws IOException {
    TaskHeader header = task.header();
    BlockLayout layout = BlockLayout.of(plan.shape(), product.blockSize());
    Quantized found =
        ProductQuantizer.quantize(
            randomName(plan, task.round()),
            weight,
            layout,
            product.centroids(),
            job.recipe().kmeans(),
            prior(task, plan, layout),
            header.seed(),
            header.threads());
    QuantizedLayer layer =
        stored(
            task,
            plan,
            layers.putCodes(found.weight().codes(), product.codeBits()),
            CodebookFile.toBytes(found.weight().codebook()));
    return new TaskOutcome.Quantized(
        layer, found.relativeError(), found.iterations(), found.usedCentroids());
  }

  private TaskOutcome scalar(
      Task.Quantize task, LayerPlan plan, Quantization.Scalar scalar, float[] weight)
      throws IOException {
    ScalarWeight found = ScalarQuantizer.quantize(weight, scalar.layout(), scalar.scheme());
    QuantizedLayer layer =
        stored(
            task,
            plan,
            layers.putCodes(found.codes(), found.bits()),
            GridFile.toBytes(found.grids()));
    int usedCodes = (int) Arrays.stream(found.codes()).distinct().count();
    return new TaskOutcome.Quantized(
        layer, QuantizationError.relative(weight, found.decode()), 0, usedCodes);
  }

  private QuantizedLayer stored(Task.Quantize task, LayerPlan plan, Digest codes, byte[] codebook)
      throws IOException {
    CodebookRef ref =
        layers.putCodebook(
            task.header().jobId(),
            storedName(plan, task.round()),
            Math.max(0, task.round() - 1),
            codebook);
    return new QuantizedLayer(task.layer(), codes, ref);
  }

  private Prior prior(Task.Quantize task, LayerPlan plan, BlockLayout layout) throws IOException {
    Prior prior = Prior.NONE;
    if (task.sensitivity().isPresent()) {
      FisherInformation fisher = FisherInformation.parse(artifacts.read(task.sensitivity().get()));
      prior = prior.with(BlockWeights.ofFisher(fisher.of(plan.tensor()), layout));
    }
    if (task.start().isPresent()) {
      prior = prior.with(layers.codebook(task.header().jobId(), task.start().get()));
    }
    return prior;
  }

  /** Codebooks of the noise are versions of an entry of their own: one a round. */
  private static String storedName(LayerPlan plan, int round) {
    return round == 0 ? plan.name() : plan.name() + NOISE;
  }

  private static String randomName(LayerPlan plan, int round) {
    return round == 0 ? plan.name() : storedName(plan, round) + "/" + round;
  }
}
