package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.ProductQuantizer;
import dev.centroid.quantization.product.Quantized;
import java.io.IOException;

/** k-means of one layer. */
final class QuantizeExecutor implements TaskExecutor<Task.Quantize> {

  private static final String NOISE = "@noise";

  private final JobLoader jobs;
  private final LayerStore layers;

  QuantizeExecutor(JobLoader jobs, LayerStore layers) {
    this.jobs = jobs;
    this.layers = layers;
  }

  @Override
  public TaskOutcome execute(Task.Quantize task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    TaskHeader header = task.header();
    LayerPlan plan = job.plan().layers().get(task.layer());
    Quantization quantization = plan.quantization().orElseThrow();
    float[] weight =
        jobs.state(task.state())
            .parameter(plan.tensor())
            .orElseGet(() -> job.model().floats(plan.tensor()));
    Quantized found =
        ProductQuantizer.quantize(
            randomName(plan, task.round()),
            weight,
            BlockLayout.of(plan.shape(), quantization.blockSize()),
            quantization.centroids(),
            job.recipe().kmeans(),
            header.seed(),
            header.threads());
    Digest codes = layers.putCodes(found.weight().codes(), quantization.codeBits());
    CodebookRef codebook =
        layers.putCodebook(
            header.jobId(),
            storedName(plan, task.round()),
            Math.max(0, task.round() - 1),
            found.weight().codebook());
    return new TaskOutcome.Quantized(
        new QuantizedLayer(task.layer(), codes, codebook),
        found.relativeError(),
        found.iterations(),
        found.usedCentroids());
  }

  /** Codebooks of the noise are versions of an entry of their own: one a round. */
  private static String storedName(LayerPlan plan, int round) {
    return round == 0 ? plan.name() : plan.name() + NOISE;
  }

  private static String randomName(LayerPlan plan, int round) {
    return round == 0 ? plan.name() : storedName(plan, round) + "/" + round;
  }
}
