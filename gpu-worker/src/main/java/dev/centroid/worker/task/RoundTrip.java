package dev.centroid.worker.task;

import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.engine.LoadedTensors;
import dev.centroid.worker.engine.LoadedTensors.Loaded;
import dev.centroid.worker.engine.TorchEngine;
import java.util.Map;

/**
 * Compares what libtorch makes of a model that decodes itself with what the packed file decodes to
 * here: two decoders, one written in TorchScript and one in Java, must give the same bits.
 */
final class RoundTrip {

  private final TorchEngine engine;

  RoundTrip(TorchEngine engine) {
    this.engine = engine;
  }

  /**
   * @param model a TorchScript file
   * @throws TaskFailedException naming the tensor, if one differs or is missing
   */
  void require(byte[] model, PackedModel packed) {
    Map<String, Loaded> tensors =
        LoadedTensors.of(engine, TorchScriptArchive.parse(model, LoadedJob.MODEL));
    for (PackedEntry entry : packed.entries()) {
      String path = entry.dense().name();
      Loaded loaded = tensors.remove(path);
      if (loaded == null
          || !loaded.shape().equals(entry.dense().shape())
          || !loaded.data().equals(packed.decode(path))) {
        throw fault("its tensor " + path + " is another than that of the packed file");
      }
    }
    if (!tensors.isEmpty()) {
      throw fault("the packed file lacks its tensors " + tensors.keySet());
    }
  }

  private static TaskFailedException fault(String problem) {
    return new TaskFailedException(
        "the compressed model does not open as it was packed: "
            + problem
            + "; this is a fault of the packer, please report it");
  }
}
