package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names the modules of a vetted archive: {@link ModuleTree} has bounded them. */
final class ModulePaths {

  private final ClassSources classes;
  private final Map<String, Instance> modules = new LinkedHashMap<>();

  private ModulePaths(ClassSources classes) {
    this.classes = classes;
  }

  /**
   * @return modules by their paths, the root by the empty one; a module that has two names is there
   *     twice
   */
  static Map<String, Instance> of(Instance root, ClassSources classes) {
    ModulePaths paths = new ModulePaths(classes);
    paths.visit("", root);
    return paths.modules;
  }

  private void visit(String path, Instance module) {
    modules.put(path, module);
    children(module, classes)
        .forEach((name, child) -> visit(path.isEmpty() ? name : path + "." + name, child));
  }

  /** The modules among the attributes of a module, by attribute. */
  static Map<String, Instance> children(Instance module, ClassSources classes) {
    Map<String, Instance> children = new LinkedHashMap<>();
    for (Mapping.Pair pair : attributes(module)) {
      if (pair.value() instanceof Instance child && classes.require(child.className()).module()) {
        children.put(((Text) pair.key()).value(), child);
      }
    }
    return children;
  }

  static List<Mapping.Pair> attributes(Instance module) {
    return ((Mapping) module.state().orElseThrow()).pairs();
  }
}
