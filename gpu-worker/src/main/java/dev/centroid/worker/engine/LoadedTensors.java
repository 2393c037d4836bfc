package dev.centroid.worker.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a model holds once libtorch has loaded it. */
public final class LoadedTensors {

  /** No model has a method of that name by chance. */
  private static final String METHOD = "centroid_loaded_tensors";

  private LoadedTensors() {}

  /**
   * A tensor as libtorch has it.
   *
   * @param shape extent of each dimension
   * @param data elements in row-major order, little-endian
   */
  public record Loaded(List<Long> shape, ByteBuffer data) {
    public Loaded {
      shape = List.copyOf(shape);
    }
  }

  /**
   * Loads an archive and reads all its parameters and buffers.
   *
   * @param archive a TorchScript file
   * @return by path
   * @throws InvalidInputException if libtorch cannot load it
   */
  public static Map<String, Loaded> of(TorchEngine engine, TorchScriptArchive archive) {
    byte[] asked = VettedArchive.of(archive.withTensorsMethod(METHOD), "model");
    try (PtNDManager manager = engine.newManager();
        PtSymbolBlock block =
            JniUtils.loadModule(manager, new ByteArrayInputStream(asked), true, false);
        IValue list = IValueUtils.runMethod(block, METHOD)) {
      NDArray[] tensors = list.toTensorArray(manager);
      Map<String, Loaded> loaded = new LinkedHashMap<>();
      int next = 0;
      for (ArchiveTensor tensor : archive.tensors()) {
        loaded.put(tensor.path(), loaded(tensors[next++]));
      }
      return loaded;
    } catch (IOException | EngineException e) {
      throw new InvalidInputException(
          "libtorch cannot load the model (" + TorchFailure.of(e).text() + ")", e);
    }
  }

  private static Loaded loaded(NDArray tensor) {
    List<Long> shape = Arrays.stream(tensor.getShape().getShape()).boxed().toList();
    return new Loaded(shape, tensor.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }
}
