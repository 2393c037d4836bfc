package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.packed.PackedManifest;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.packed.PackedModelWriter;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.ModelTensor;
import dev.centroid.quantization.plan.PackedEntries;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.recipe.PackingSettings;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorValues;
import dev.centroid.worker.training.LayerWeight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Writes the packed file, and the TorchScript file that decodes the same weights itself. */
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
    monitor.active();
    byte[] packed = pack(job, task.header().seed(), quantized, trained, monitor);
    monitor.active();
    Digest packedDigest = artifacts.put(packed);
    // Made from the file itself: what is shipped is what was read back.
    byte[] model =
        JobModel.selfDecoding(job.given(), PackedModelReader.open(artifacts.file(packedDigest)));
    return new TaskOutcome.Packaged(
        packedDigest, packed.length, artifacts.put(model), model.length);
  }

  private static byte[] pack(
      LoadedJob job,
      long seed,
      List<LayerWeight> quantized,
      Map<String, ByteBuffer> trained,
      TaskMonitor monitor) {
    PackedManifest manifest =
        new PackedManifest(
            job.inputs().model().hex(),
            job.inputs().recipe().hex(),
            seed,
            Planner.activations(job.recipe()));
    List<ModelTensor> tensors = Planner.tensors(job.recipe(), job.model());
    PackingSettings packing = job.recipe().packing();
    PackedModelWriter writer =
        new PackedModelWriter(
            manifest, PackedEntries.of(job.plan(), tensors, packing), packing.codes());
    for (LayerWeight layer : quantized) {
      writer.compressed(layer.plan().tensor(), layer.weight());
      monitor.active();
    }
    Map<String, float[]> norms =
        Planner.foldedNorms(job.recipe(), tensors, path -> floats(job, trained, path));
    for (LayerPlan layer : job.plan().layers()) {
      if (layer.status() == LayerPlan.Status.KEPT) {
        float[] folded = norms.get(layer.tensor());
        writer.kept(
            layer.tensor(),
            folded == null ? data(job, trained, layer.tensor()) : TensorValues.bytes(folded));
      }
    }
    return writer.toBytes();
  }

  private static ByteBuffer data(LoadedJob job, Map<String, ByteBuffer> trained, String path) {
    ByteBuffer value = trained.get(path);
    return value == null ? job.model().data(path) : value;
  }

  private static float[] floats(LoadedJob job, Map<String, ByteBuffer> trained, String path) {
    DType dtype = job.model().find(path).orElseThrow().dtype();
    return TensorValues.floats(dtype, data(job, trained, path));
  }
}
