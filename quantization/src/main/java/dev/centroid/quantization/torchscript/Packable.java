package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Instance;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of an archive can be saved in another form.
 *
 * @param tensors paths of parameters and buffers; tensors that are tied are all among them or none
 * @param canTie whether loading can make tensors one that the model holds apart
 */
public record Packable(Set<String> tensors, boolean canTie) {

  private static final String ROOT = "";

  public Packable {
    tensors = Set.copyOf(tensors);
  }

  /**
   * @param tensors all parameters and buffers
   * @param tied paths of tensors that are the same as an earlier one, with the path of that
   */
  static Packable of(
      Instance root,
      ClassSources classes,
      ModuleCode code,
      Collection<ArchiveTensor> tensors,
      Map<String, String> tied) {
    Set<String> modules = modules(root, classes, code);
    TensorUses uses = TensorUses.in(root, classes);
    Set<String> holdersOut = new HashSet<>();
    for (ArchiveTensor tensor : tensors) {
      String path = tensor.path();
      if (!uses.areNamedOnly(tensor)
          || !modules.contains(ModulePaths.moduleOf(path))
          || (tied.containsKey(path) && !modules.contains(ROOT))) {
        holdersOut.add(tied.getOrDefault(path, path));
      }
    }
    return new Packable(
        tensors.stream()
            .map(ArchiveTensor::path)
            .filter(path -> !holdersOut.contains(tied.getOrDefault(path, path)))
            .collect(Collectors.toSet()),
        modules.contains(ROOT));
  }

  /** Paths of the modules whose class can have methods that save and load its state. */
  private static Set<String> modules(Instance root, ClassSources classes, ModuleCode code) {
    PackingClasses able = new PackingClasses(code);
    return ModulePaths.of(root, classes).entrySet().stream()
        .filter(module -> able.contains(code.require(module.getValue().className())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
