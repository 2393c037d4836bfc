package dev.centroid.quantization.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The modules that a model's tensors tell of. */
final class ModulePaths {

  private ModulePaths() {}

  /** Paths of all modules with a tensor at or under them, in the model's order. */
  static List<String> of(List<ModelTensor> tensors) {
    Set<String> modules = new LinkedHashSet<>();
    for (ModelTensor tensor : tensors) {
      String path = tensor.path();
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        modules.add(path.substring(0, dot));
      }
    }
    return List.copyOf(modules);
  }
}
