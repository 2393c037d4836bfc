package dev.centroid.worker.task;

import dev.centroid.quantization.recipe.PackingSettings;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.safetensors.TensorValues;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.LayerWeight;
import dev.centroid.worker.training.TrainingState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loads a job's model with other tensors in it. */
final class ModelLoader {

  private final TorchEngine engine;

  ModelLoader(TorchEngine engine) {
    this.engine = engine;
  }

  /** The model after some training. */
  TorchModel load(LoadedJob job, TrainingState state) {
    return loadWith(job, state.modelTensors());
  }

  /** The model as given, with the parameters and buffers that some training led to. */
  TorchModel loadGiven(LoadedJob job, TrainingState state) {
    Map<String, ByteBuffer> tensors = withSharers(job, state.modelTensors());
    tensors.keySet().removeIf(path -> job.given().find(path).isEmpty());
    return load(job, tensors.isEmpty() ? job.givenBytes() : job.given().withTensors(tensors));
  }

  /**
   * The model after some training, without the branches that are left out for good, and with
   * quantized weights as the packed file will hold them.
   */
  TorchModel loadPruned(LoadedJob job, TrainingState state, List<LayerWeight> layers) {
    Map<String, ByteBuffer> tensors = new LinkedHashMap<>(state.modelTensors());
    PackingSettings packing = job.recipe().packing();
    for (LayerWeight layer : layers) {
      float[] weight = StoredWeights.of(layer, packing).decode();
      tensors.put(layer.plan().tensor(), TensorValues.bytes(weight));
    }
    job.removed().forEach(path -> tensors.put(path, zeros(job, path)));
    return loadWith(job, tensors);
  }

  private static ByteBuffer zeros(LoadedJob job, String path) {
    ArchiveTensor tensor = job.model().find(path).orElseThrow();
    long bytes = new TensorInfo(path, tensor.dtype(), tensor.shape()).bytes();
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A whole archive that has the parameters of the job's model. */
  TorchModel load(LoadedJob job, byte[] archive) {
    return TorchModel.load(engine, archive, job.given().tied(), LoadedJob.MODEL);
  }

  private TorchModel loadWith(LoadedJob job, Map<String, ByteBuffer> tensors) {
    byte[] archive =
        tensors.isEmpty() ? job.modelBytes() : job.model().withTensors(withSharers(job, tensors));
    return TorchModel.load(engine, archive, job.holders(), LoadedJob.MODEL);
  }

  /** The same, with the value of each shared parameter wherever the model keeps one for it. */
  private static Map<String, ByteBuffer> withSharers(
      LoadedJob job, Map<String, ByteBuffer> tensors) {
    Map<String, ByteBuffer> all = new LinkedHashMap<>(tensors);
    Set<String> tied = job.model().tied().keySet();
    job.holders()
        .forEach(
            (path, holder) -> {
              ByteBuffer value = tensors.get(holder);
              if (value != null && !tied.contains(path)) {
                all.put(path, value.duplicate().order(ByteOrder.LITTLE_ENDIAN));
              }
            });
    return all;
  }
}
