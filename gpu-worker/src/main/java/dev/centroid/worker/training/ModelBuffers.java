package dev.centroid.worker.training;

import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.engine.TorchModel;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads a loaded model's buffers; DJL has no accessor, so the model is written and parsed. */
final class ModelBuffers {

  private ModelBuffers() {}

  /** Buffers under their paths, in the model's order, tied ones once. */
  static Map<TensorInfo, ByteBuffer> of(TorchModel model) {
    TorchScriptArchive archive = TorchScriptArchive.parse(model.toArchive(), "trained model");
    Set<String> aliases = archive.tied().keySet();
    Map<TensorInfo, ByteBuffer> buffers = new LinkedHashMap<>();
    for (ArchiveTensor tensor : archive.tensors()) {
      if (!tensor.parameter() && !aliases.contains(tensor.path())) {
        buffers.put(
            new TensorInfo(tensor.path(), tensor.dtype(), tensor.shape()),
            archive.data(tensor.path()));
      }
    }
    return buffers;
  }
}
