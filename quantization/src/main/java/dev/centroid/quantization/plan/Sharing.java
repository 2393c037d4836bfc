package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.NearestNames;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.SharedModules;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which parameters of a model are one: those that the model ties, and those that the recipe does.
 * What becomes one starts with the value of the module that the recipe lists first: a mean of
 * layers that were trained apart is far from each of them.
 */
public final class Sharing {

  private static final int NAMES_SHOWN = 5;

  private final List<ModelTensor> tensors;
  private final Map<String, Integer> indices = new HashMap<>();

  /** Parameters of the modules that are listed first. */
  private final List<String> firsts = new ArrayList<>();

  /** Index of a tensor nearer to the holder; its own for the holder, which comes first. */
  private final int[] parents;

  private Sharing(List<ModelTensor> tensors) {
    this.tensors = tensors;
    for (ModelTensor tensor : tensors) {
      indices.put(tensor.path(), indices.size());
    }
    this.parents = IntStream.range(0, tensors.size()).toArray();
  }

  /**
   * Works out what a recipe makes one.
   *
   * @throws InvalidInputException naming both modules or parameters, when a module has no
   *     parameters, or when two modules differ in names, types or shapes of their parameters
   */
  public static Sharing of(Recipe recipe, TorchScriptArchive archive) {
    return of(recipe.sharing(), ModelTensor.of(archive));
  }

  static Sharing of(List<SharedModules> shared, List<ModelTensor> tensors) {
    Sharing sharing = new Sharing(tensors);
    tensors.forEach(tensor -> tensor.tiedTo().ifPresent(holder -> sharing.tie(tensor, holder)));
    shared.forEach(sharing::tieModules);
    return sharing;
  }

  /** The tensors; each that the recipe has made one with an earlier one says so. */
  List<ModelTensor> tensors() {
    return tensors.stream().map(this::withHolder).toList();
  }

  /** Every tensor that has become one with an earlier one, with the first such. */
  public Map<String, String> holders() {
    Map<String, String> holders = new LinkedHashMap<>();
    for (int index = 0; index < parents.length; index++) {
      int root = root(index);
      if (root != index) {
        holders.put(tensors.get(index).path(), tensors.get(root).path());
      }
    }
    return holders;
  }

  /**
   * The values that shared parameters start with, wherever the model as given may have others.
   *
   * @param archive the model as given
   * @return by path, for every parameter that the recipe shares and that has data of its own
   */
  public Map<String, ByteBuffer> startValues(TorchScriptArchive archive) {
    Map<Integer, String> sources = new HashMap<>();
    firsts.forEach(first -> sources.putIfAbsent(root(index(first)), first));
    Map<Integer, ByteBuffer> values = new HashMap<>();
    sources.forEach((root, source) -> values.put(root, archive.data(source)));
    Map<String, ByteBuffer> starts = new LinkedHashMap<>();
    for (int index = 0; index < parents.length; index++) {
      ModelTensor tensor = tensors.get(index);
      Optional.ofNullable(values.get(root(index)))
          .filter(value -> tensor.tiedTo().isEmpty())
          .ifPresent(
              value -> starts.put(tensor.path(), value.duplicate().order(ByteOrder.LITTLE_ENDIAN)));
    }
    return starts;
  }

  private ModelTensor withHolder(ModelTensor tensor) {
    String holder = tensors.get(root(index(tensor.path()))).path();
    boolean known = holder.equals(tensor.path()) || tensor.tiedTo().equals(Optional.of(holder));
    return known ? tensor : tensor.withSharedWith(holder);
  }

  private void tieModules(SharedModules shared) {
    String first = shared.modules().get(0);
    Map<String, ModelTensor> expected = parametersOf(first);
    expected.values().forEach(tensor -> firsts.add(tensor.path()));
    for (String module : shared.modules().subList(1, shared.modules().size())) {
      Map<String, ModelTensor> found = parametersOf(module);
      requireSameNames(first, expected.keySet(), module, found.keySet());
      requireSameNames(module, found.keySet(), first, expected.keySet());
      found.forEach(
          (name, tensor) -> {
            ModelTensor other = expected.getOrDefault(name, tensor);
            requireSameShape(other, tensor);
            tie(tensor, other.path());
          });
    }
  }

  /** Parameters under a module by their name within it. */
  private Map<String, ModelTensor> parametersOf(String module) {
    String prefix = module + ".";
    Map<String, ModelTensor> parameters = new LinkedHashMap<>();
    for (ModelTensor tensor : tensors) {
      if (tensor.parameter() && tensor.path().startsWith(prefix)) {
        parameters.put(tensor.path().substring(prefix.length()), tensor);
      }
    }
    if (parameters.isEmpty()) {
      throw new InvalidInputException(
          "sharing: there are no parameters under "
              + module
              + "; the nearest modules are "
              + String.join(", ", NearestNames.to(module, ModulePaths.of(tensors), NAMES_SHOWN)));
    }
    return parameters;
  }

  private static void requireSameNames(
      String module, Set<String> names, String other, Set<String> otherNames) {
    for (String name : names) {
      if (!otherNames.contains(name)) {
        throw new InvalidInputException(
            "sharing: %s has a parameter %s, and %s has none of that name; share modules of one make"
                .formatted(module, name, other));
      }
    }
  }

  private static void requireSameShape(ModelTensor one, ModelTensor other) {
    if (!one.shape().equals(other.shape()) || one.dtype() != other.dtype()) {
      throw new InvalidInputException(
          "sharing: %s is %s %s, and %s is %s %s; only parameters of one type and shape can be shared"
              .formatted(
                  one.path(),
                  one.dtype(),
                  one.shape(),
                  other.path(),
                  other.dtype(),
                  other.shape()));
    }
  }

  private void tie(ModelTensor tensor, String other) {
    int one = root(index(tensor.path()));
    int two = root(index(other));
    parents[Math.max(one, two)] = Math.min(one, two);
  }

  private int root(int index) {
    int next = index;
    while (parents[next] != next) {
      next = parents[next];
    }
    return next;
  }

  private int index(String path) {
    return Optional.ofNullable(indices.get(path)).orElseThrow();
  }
}
