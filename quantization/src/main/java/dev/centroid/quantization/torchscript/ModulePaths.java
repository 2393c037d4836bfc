package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

  /** The path of the module that a path's last name is an attribute of. */
  static String moduleOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** The last name of a path. */
  static String attributeOf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /**
   * The code that reads an attribute of the module {@code self}; a name that is no identifier, such
   * as 0, is read by {@code getattr}.
   *
   * @param path the empty one for the module itself
   */
  static String expression(String path) {
    String expression = "self";
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      expression =
          ClassCode.isIdentifier(name)
              ? expression + "." + name
              : "getattr(" + expression + ", \"" + name + "\")";
    }
    return expression;
  }

  /** The code that reads a tensor, which may be declared as one that may be missing. */
  static String tensorExpression(String path) {
    return "unchecked_cast(Tensor, " + expression(path) + ")";
  }

  private void visit(String path, Instance module) {
    modules.put(path, module);
    children(module, classes)
        .forEach((name, child) -> visit(path.isEmpty() ? name : path + "." + name, child));
  }

  /** The modules among the attributes of a module, by attribute. */
  static Map<String, Instance> children(Instance module, ClassSources classes) {
    Map<String, Instance> children = new LinkedHashMap<>();
    for (Mapping.Pair pair : attributes(module, classes)) {
      if (pair.value() instanceof Instance child && classes.require(child.className()).module()) {
        children.put(((Text) pair.key()).value(), child);
      }
    }
    return children;
  }

  /** The attributes of a module with their values. */
  static List<Mapping.Pair> attributes(Instance module, ClassSources classes) {
    PickleValue state = module.state().orElseThrow();
    return state instanceof Tuple tuple
        ? pairs(classes.require(module.className()).packedState().orElseThrow(), tuple.items())
        : ((Mapping) state).pairs();
  }

  /** As many names as values, each with its own. */
  static List<Mapping.Pair> pairs(List<String> names, List<PickleValue> values) {
    return IntStream.range(0, names.size())
        .mapToObj(i -> new Mapping.Pair(new Text(names.get(i)), values.get(i)))
        .toList();
  }
}
