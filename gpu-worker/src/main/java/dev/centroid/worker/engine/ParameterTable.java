package dev.centroid.worker.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups a loaded model's tensors into parameters. */
final class ParameterTable {

  private ParameterTable() {}

  /**
   * @param tensors the model's parameters under their paths
   * @param tied paths to the path that holds their value
   */
  static Map<String, TorchParameter> of(NDList tensors, Map<String, String> tied) {
    Map<String, List<PtNDArray>> byHolder = new LinkedHashMap<>();
    for (NDArray tensor : tensors) {
      if (tensor.getDataType().isFloating()) {
        String path = tensor.getName();
        addDistinct(
            byHolder.computeIfAbsent(tied.getOrDefault(path, path), holder -> new ArrayList<>()),
            (PtNDArray) tensor);
      }
    }
    Map<String, TorchParameter> table = new LinkedHashMap<>();
    byHolder.forEach(
        (path, aliases) -> {
          aliases.forEach(alias -> JniUtils.attachGradient(alias, true));
          table.put(path, new TorchParameter(path, aliases));
        });
    return table;
  }

  private static void addDistinct(List<PtNDArray> known, PtNDArray tensor) {
    if (known.stream().noneMatch(other -> isSameTensor(other, tensor))) {
      known.add(tensor);
    }
  }

  /** Handles differ even for one tensor, but whether gradients are wanted is of the tensor. */
  private static boolean isSameTensor(PtNDArray one, PtNDArray other) {
    JniUtils.attachGradient(one, false);
    JniUtils.attachGradient(other, true);
    return JniUtils.requiresGrad(one);
  }
}
