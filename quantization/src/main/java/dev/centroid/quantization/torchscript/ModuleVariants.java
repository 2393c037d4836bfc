package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Which class each module has after some were changed. The type of a module is part of the type of
 * the module around it, so where modules of one class are changed differently, the class is copied,
 * and so are the classes around it. One of the copies keeps the name: the unchanged one if there is
 * one.
 */
final class ModuleVariants {

  private final ModuleCode code;
  private final ClassSources classes;
  private final IdentityHashMap<Instance, ModuleChange> changes;
  private final IdentityHashMap<Instance, Variant> ofModule = new IdentityHashMap<>();
  private final Map<Key, Variant> variants = new LinkedHashMap<>();
  private final Map<String, Variant> namesTaken = new HashMap<>();

  ModuleVariants(
      ModuleCode code, ClassSources classes, IdentityHashMap<Instance, ModuleChange> changes) {
    this.code = code;
    this.classes = classes;
    this.changes = changes;
  }

  /**
   * What makes modules of a class differ.
   *
   * @param className the class that they had
   * @param lines the class's own code, as changed
   * @param children those whose class is another one now, by attribute
   */
  private record Key(String className, List<String> lines, Map<String, Integer> children) {}

  /**
   * @param number tells it from all others
   * @param plain whether it is the class as it was
   * @param code without the methods by which it saves packed tensors
   * @param state adds them, once the types of submodules are known
   */
  private record Variant(
      int number,
      boolean plain,
      ClassCode code,
      UnaryOperator<ClassCode> state,
      Map<String, Variant> children) {}

  /**
   * Puts every changed class to the code.
   *
   * @return the classes of the modules that have another class, or another code, than before, and
   *     of all around them
   */
  IdentityHashMap<Instance, String> classesFor(Instance root) {
    variantOf(root);
    IdentityHashMap<Variant, String> names = new IdentityHashMap<>();
    List<Variant> all = new ArrayList<>(variants.values());
    all.stream().filter(Variant::plain).forEach(variant -> names.put(variant, takeName(variant)));
    all.stream()
        .filter(variant -> !variant.plain())
        .forEach(variant -> names.put(variant, takeName(variant)));
    all.stream().filter(variant -> !variant.plain()).forEach(variant -> put(variant, names));
    IdentityHashMap<Instance, String> classNames = new IdentityHashMap<>();
    ofModule.forEach((module, variant) -> classNames.put(module, names.getOrDefault(variant, "")));
    return classNames;
  }

  private String takeName(Variant variant) {
    String own = variant.code().qualifiedName();
    return namesTaken.putIfAbsent(own, variant) == null ? own : code.newName(own);
  }

  private void put(Variant variant, IdentityHashMap<Variant, String> names) {
    String name = names.getOrDefault(variant, "");
    ClassCode changed = variant.code().renamed(name);
    for (Map.Entry<String, Variant> child : variant.children().entrySet()) {
      changed =
          changed.withAttributeType(
              child.getKey(),
              child.getValue().code().qualifiedName(),
              names.getOrDefault(child.getValue(), ""));
    }
    code.put(variant.state().apply(changed));
  }

  private Variant variantOf(Instance module) {
    Variant known = ofModule.get(module);
    if (known != null) {
      return known;
    }
    Map<String, Variant> changedChildren = new TreeMap<>();
    ModulePaths.children(module, classes)
        .forEach(
            (name, child) -> {
              Variant variant = variantOf(child);
              if (!variant.plain()) {
                changedChildren.put(name, variant);
              }
            });
    Map<String, Integer> numbers = new TreeMap<>();
    changedChildren.forEach((name, child) -> numbers.put(name, child.number()));
    ClassCode own = code.require(module.className());
    ModuleChange change = changes.get(module);
    ClassCode changed = change == null ? own : change.code().apply(own);
    UnaryOperator<ClassCode> state = stateOf(Optional.ofNullable(change));
    List<String> lines = state.apply(changed).lines();
    boolean plain = lines.equals(own.lines()) && changedChildren.isEmpty();
    Variant variant =
        variants.computeIfAbsent(
            new Key(module.className(), lines, numbers),
            unseen -> new Variant(variants.size(), plain, changed, state, changedChildren));
    ofModule.put(module, variant);
    return variant;
  }

  private UnaryOperator<ClassCode> stateOf(Optional<ModuleChange> change) {
    return change
        .flatMap(ModuleChange::packed)
        .<UnaryOperator<ClassCode>>map(packed -> new StateMethods(packed)::addedTo)
        .orElse(UnaryOperator.identity());
  }
}
