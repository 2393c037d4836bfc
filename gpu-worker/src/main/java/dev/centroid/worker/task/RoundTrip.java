package dev.centroid.worker.task;

import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.engine.LoadedTensors;
import dev.centroid.worker.engine.LoadedTensors.Loaded;
import dev.centroid.worker.engine.TorchEngine;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what libtorch makes of a model that decodes itself with what the packed file decodes to
 * here: two decoders, one written in TorchScript and one in Java, must give the same bits.
 */
public final class RoundTrip {

  private final TorchEngine engine;

  public RoundTrip(TorchEngine engine) {
    this.engine = engine;
  }

  /**
   * @param model a TorchScript archive
   * @return how they differ, naming a tensor; empty if they do not
   * @throws dev.centroid.quantization.InvalidInputException if libtorch cannot load the model
   */
  public Optional<String> difference(TorchScriptArchive model, PackedModel packed) {
    Map<String, Loaded> tensors = LoadedTensors.of(engine, model);
    for (PackedEntry entry : packed.entries()) {
      String path = entry.dense().name();
      Loaded loaded = tensors.remove(path);
      if (loaded == null) {
        return Optional.of("the model has no tensor " + path);
      }
      if (!loaded.shape().equals(entry.dense().shape())
          || !loaded.data().equals(packed.decode(path))) {
        return Optional.of("tensor " + path + " is another in the model than in the packed file");
      }
    }
    return tensors.keySet().stream().findFirst().map("the packed file has no tensor "::concat);
  }
}
