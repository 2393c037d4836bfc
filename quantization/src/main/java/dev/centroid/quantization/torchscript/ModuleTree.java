package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.None;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Walks from the root module to every parameter and buffer. */
final class ModuleTree {

  /** Deeper than any network nests its modules; a module that contains itself ends here. */
  private static final int DEEPEST = 100;

  /** A module that occurs twice is visited twice, so visits have a bound of their own. */
  private static final int MOST_MODULES = 100_000;

  private final String file;
  private final ClassSources classes;
  private final Map<String, ArchiveTensor> tensors = new LinkedHashMap<>();
  private int visits;

  private ModuleTree(String file, ClassSources classes) {
    this.file = file;
    this.classes = classes;
  }

  /**
   * @param root the value of {@code data.pkl}
   * @return parameters and buffers by their paths, in the order of the modules' attributes
   * @throws InvalidInputException if values and classes do not fit
   */
  static Map<String, ArchiveTensor> walk(PickleValue root, ClassSources classes, String file) {
    ModuleTree tree = new ModuleTree(file, classes);
    tree.require(root instanceof Instance, "data.pkl does not hold a module");
    Instance module = (Instance) root;
    tree.require(
        classes.require(module.className()).module(), "data.pkl holds an object, not a module");
    tree.visit("", module, 0);
    return tree.tensors;
  }

  private void visit(String prefix, Instance module, int depth) {
    require(depth < DEEPEST, "its modules nest deeper than " + DEEPEST + " levels");
    require(++visits <= MOST_MODULES, "it has more than " + MOST_MODULES + " modules");
    ClassSource source = classes.require(module.className());
    Map<String, PickleValue> attributes = attributes(module, source);
    Set<String> named = new LinkedHashSet<>(source.parameters());
    named.addAll(source.buffers());
    for (String name : named) {
      require(
          attributes.get(name) instanceof Tensor || attributes.get(name) instanceof None,
          "attribute " + Printable.quoted(prefix + name) + " should be a tensor and is not");
    }
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Tensor tensor && named.contains(name)) {
            add(prefix + name, module, source.parameters().contains(name), tensor);
          } else if (value instanceof Instance child
              && classes.require(child.className()).module()) {
            visit(prefix + name + ".", child, depth + 1);
          }
        });
  }

  private Map<String, PickleValue> attributes(Instance module, ClassSource source) {
    String name = Printable.quoted(ClassSource.pythonName(module.className()));
    Map<String, PickleValue> attributes = new LinkedHashMap<>();
    for (Mapping.Pair pair : pairs(module, source, name)) {
      require(
          pair.key() instanceof Text text
              && attributes.putIfAbsent(text.value(), pair.value()) == null,
          "module " + name + " has attributes without a name of their own");
    }
    return attributes;
  }

  private List<Mapping.Pair> pairs(Instance module, ClassSource source, String name) {
    Optional<PickleValue> state = module.state();
    if (state.isPresent() && state.get() instanceof Mapping mapping) {
      return mapping.pairs();
    }
    List<String> packed = source.packedState().orElse(List.of());
    require(
        !packed.isEmpty()
            && state.isPresent()
            && state.get() instanceof Tuple tuple
            && tuple.items().size() == packed.size(),
        "module "
            + name
            + " saves its state in a way of its own (__getstate__), so its parameters cannot be"
            + " found; save it without");
    return ModulePaths.pairs(packed, ((Tuple) state.orElseThrow()).items());
  }

  private void add(String path, Instance module, boolean parameter, Tensor tensor) {
    StridedView view = tensor.view();
    ArchiveTensor found =
        new ArchiveTensor(
            path,
            ClassSource.pythonName(module.className()),
            parameter,
            tensor.storage().dtype(),
            view.shape(),
            view.stride(),
            tensor.storage().key(),
            view.offset(),
            classes.require(module.className()).normEpsilon());
    require(
        tensors.putIfAbsent(path, found) == null,
        "has two tensors at path " + Printable.quoted(path));
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new InvalidInputException(
          file + ": " + problem + "; save the model again with torch.jit.save");
    }
  }
}
