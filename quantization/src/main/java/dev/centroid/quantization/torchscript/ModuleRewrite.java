package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.torchscript.ModuleChange.NewBuffer;
import dev.centroid.quantization.torchscript.PackedState.PackedTensor;
import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes another archive of one by changing some of its modules. */
final class ModuleRewrite {

  private static final String DATA = "data.pkl";
  private static final String TRAINING = "training";
  private final String file;
  private final Instance root;
  private final ClassSources classes;
  private final ModuleCode code;
  private final ArchiveEdit edit;
  private final NewStorages storages;
  private final IdentityHashMap<Instance, ModuleChange> changes = new IdentityHashMap<>();
  private final IdentityHashMap<Instance, Instance> rewritten = new IdentityHashMap<>();

  /**
   * @param root the value of {@code data.pkl}
   */
  ModuleRewrite(String file, ZipArchive zip, Instance root) {
    this.file = file;
    this.root = root;
    this.classes = new ClassSources(zip, file);
    this.code = new ModuleCode(file, zip);
    this.edit = new ArchiveEdit(file, zip);
    this.storages = NewStorages.besidesThoseOf(zip);
  }

  /**
   * @param byPath changes by the path of the module; the root is the empty one
   * @throws InvalidInputException if there is no such module, it has an attribute of a new name
   *     already, or something cannot be written
   */
  byte[] apply(Map<String, ModuleChange> byPath) {
    requirePlain();
    write(byPath);
    return edit.write();
  }

  /**
   * Saves tensors in another form, and the whole archive in few bytes.
   *
   * @param packed tensors by path
   * @param ties paths of packed tensors to paths of others that they are to be one with
   * @param library code of {@link PackedState#LIBRARY}
   * @throws InvalidInputException as above, or if the archive is such a one already
   */
  byte[] pack(Map<String, PackedTensor> packed, Map<String, String> ties, String library) {
    requirePlain();
    Map<String, ModuleChange> byPath = changes(packed, new TreeMap<>(ties));
    storages.share(parts(byPath));
    PickleWriter.Written written = write(byPath);
    edit.put(PackedState.LIBRARY_PATH, library);
    return edit.keepStorages(written.storages()).compact().write();
  }

  private Map<String, ModuleChange> changes(
      Map<String, PackedTensor> packed, SortedMap<String, String> ties) {
    Map<String, SortedMap<String, PackedTensor>> byModule = new LinkedHashMap<>();
    byModule.put("", new TreeMap<>());
    packed.forEach(
        (path, tensor) ->
            byModule
                .computeIfAbsent(ModulePaths.moduleOf(path), module -> new TreeMap<>())
                .put(ModulePaths.attributeOf(path), tensor));
    TensorUses uses = TensorUses.in(root, classes);
    Map<String, Instance> modules = ModulePaths.of(root, classes);
    Map<String, ModuleChange> changes = new LinkedHashMap<>();
    byModule.forEach(
        (path, tensors) -> {
          SortedMap<String, List<String>> lists =
              Optional.ofNullable(modules.get(path)).map(uses::listsOf).orElseGet(TreeMap::new);
          PackedState state =
              new PackedState(tensors, path.isEmpty() ? ties : new TreeMap<>(), lists);
          if (!state.isEmpty()) {
            changes.put(path, ModuleChange.packed(state));
          }
        });
    return changes;
  }

  private void requirePlain() {
    if (edit.has(PackedState.LIBRARY_PATH)) {
      throw refused("was compressed already; give the model that it was made from");
    }
  }

  /** All parts of packed tensors, each object once. */
  private static List<TensorContent> parts(Map<String, ModuleChange> byPath) {
    Set<TensorContent> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return byPath.values().stream()
        .flatMap(change -> change.packed().stream())
        .flatMap(packed -> packed.tensors().values().stream())
        .flatMap(tensor -> tensor.parts().stream())
        .filter(seen::add)
        .toList();
  }

  private PickleWriter.Written write(Map<String, ModuleChange> byPath) {
    Map<String, Instance> modules = ModulePaths.of(root, classes);
    byPath.forEach(
        (path, change) -> {
          Instance module = modules.get(path);
          if (module == null) {
            throw refused("has no module " + Printable.quoted(path));
          }
          changes.putIfAbsent(module, change);
        });
    ModuleVariants variants = new ModuleVariants(code, classes, changes);
    Instance changedRoot = rewritten(root, variants.classesFor(root));
    code.writeTo(edit);
    PickleWriter.Written written = PickleWriter.write(file + ": " + DATA, changedRoot);
    edit.put(DATA, written.pickle());
    storages.writeTo(edit);
    return written;
  }

  private Instance rewritten(Instance module, IdentityHashMap<Instance, String> classNames) {
    Instance known = rewritten.get(module);
    if (known != null) {
      return known;
    }
    List<Mapping.Pair> attributes = new ArrayList<>();
    for (Mapping.Pair pair : ModulePaths.attributes(module, classes)) {
      boolean child = pair.value() instanceof Instance value && classNames.containsKey(value);
      attributes.add(
          child
              ? new Mapping.Pair(pair.key(), rewritten((Instance) pair.value(), classNames))
              : pair);
    }
    Optional<ModuleChange> change = Optional.ofNullable(changes.get(module));
    change.ifPresent(made -> made.buffers().forEach(buffer -> insert(attributes, buffer)));
    // What the variants name is the module's class, be it a new one or its own.
    Instance changed = new Instance(classNames.getOrDefault(module, module.className()));
    changed.build(
        change
            .flatMap(ModuleChange::packed)
            .<PickleValue>map(packed -> tuple(attributes, packed, changed.className()))
            .orElseGet(() -> new Mapping(attributes)));
    rewritten.put(module, changed);
    return changed;
  }

  private void insert(List<Mapping.Pair> attributes, NewBuffer buffer) {
    int before = attributes.size();
    for (int i = attributes.size() - 1; i >= 0; i--) {
      String name = ((Text) attributes.get(i).key()).value();
      if (name.equals(buffer.name())) {
        throw refused(
            "has a module that has an attribute "
                + Printable.quoted(name)
                + " already, which is needed for another purpose; give the model as it was before"
                + " it was changed, or rename the attribute");
      }
      before = name.equals(TRAINING) ? i : before;
    }
    Tensor tensor = storages.alone(buffer.content());
    attributes.add(before, new Mapping.Pair(new Text(buffer.name()), tensor));
  }

  /** The state of a module that packs tensors: its attributes in the order of its class. */
  private Tuple tuple(List<Mapping.Pair> attributes, PackedState packed, String className) {
    Map<String, PickleValue> values = new LinkedHashMap<>();
    attributes.forEach(pair -> values.put(((Text) pair.key()).value(), pair.value()));
    packed
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!(values.get(name) instanceof Tensor original)) {
                throw refused("has no tensor " + Printable.quoted(name) + " where it should be");
              }
              values.put(name, storages.emptyLike(original));
              values.put(
                  StateMethods.partsOf(name),
                  PickleGlobals.listOfTensors(storages.shared(tensor.parts())));
              values.put(
                  StateMethods.codingOf(name), PickleGlobals.listOfIntegers(tensor.coding()));
            });
    packed
        .lists()
        .keySet()
        .forEach(name -> values.put(name, PickleGlobals.listOfTensors(List.of())));
    List<PickleValue> items = new ArrayList<>();
    for (ClassCode.Attribute attribute : code.require(className).attributes()) {
      PickleValue value = values.remove(attribute.name());
      if (value == null) {
        throw refused("has no value of attribute " + Printable.quoted(attribute.name()));
      }
      items.add(value);
    }
    if (!values.isEmpty()) {
      throw refused("has values of attributes that its code does not declare: " + values.keySet());
    }
    return new Tuple(items);
  }

  private InvalidInputException refused(String problem) {
    return new InvalidInputException(file + ": " + problem);
  }
}
