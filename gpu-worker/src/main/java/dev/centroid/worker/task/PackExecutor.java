package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.packed.PackedModelWriter;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.ModelTensor;
import dev.centroid.quantization.plan.PackedEntries;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.worker.training.LayerWeight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Writes the packed file, and the TorchScript file with the weights that it decodes to. */
final class PackExecutor implements TaskExecutor<Task.Pack> {

  private final JobLoader jobs;
  private final LayerStore layers;
  private final ArtifactStore artifacts;

  PackExecutor(JobLoader jobs, LayerStore layers, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.layers = layers;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Pack task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    List<LayerWeight> quantized = layers.read(task.header().jobId(), job.plan(), task.layers());
    Map<String, ByteBuffer> trained = jobs.state(task.state()).modelTensors();
    job.requireObserved(trained);
    byte[] packed = pack(job, task.header().seed(), quantized, trained);
    Digest packedDigest = artifacts.put(packed);
    // Decoded from the file itself: what is shipped is what was read back.
    byte[] model = DecodedModels.of(job, artifacts.file(packedDigest));
    return new TaskOutcome.Packaged(
        packedDigest, packed.length, artifacts.put(model), model.length);
  }

  private static byte[] pack(
      LoadedJob job, long seed, List<LayerWeight> quantized, Map<String, ByteBuffer> trained) {
    PackedManifest manifest =
        new PackedManifest(
            job.inputs().model().hex(),
            job.inputs().recipe().hex(),
            seed,
            Planner.activations(job.recipe()));
    PackedModelWriter writer =
        new PackedModelWriter(
            manifest,
            PackedEntries.of(job.plan(), ModelTensor.of(job.model()), job.recipe().packing()));
    quantized.forEach(layer -> writer.compressed(layer.plan().tensor(), layer.weight()));
    for (LayerPlan layer : job.plan().layers()) {
      if (layer.status() == LayerPlan.Status.KEPT) {
        ByteBuffer value = trained.get(layer.tensor());
        writer.kept(layer.tensor(), value == null ? job.model().data(layer.tensor()) : value);
      }
    }
    return writer.toBytes();
  }
}
