package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.torchscript.ModuleChange.NewBuffer;
import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Storage;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes another archive of one by changing some of its modules. */
final class ModuleRewrite {

  private static final String DATA = "data.pkl";
  private static final String TRAINING = "training";
  private static final String CPU = "cpu";

  private final String file;
  private final Instance root;
  private final ClassSources classes;
  private final ModuleCode code;
  private final ArchiveEdit edit;
  private final IdentityHashMap<Instance, ModuleChange> changes = new IdentityHashMap<>();
  private final IdentityHashMap<Instance, Instance> rewritten = new IdentityHashMap<>();
  private long nextStorage;

  /**
   * @param root the value of {@code data.pkl}
   */
  ModuleRewrite(String file, ZipArchive zip, Instance root) {
    this.file = file;
    this.root = root;
    this.classes = new ClassSources(zip, file);
    this.code = new ModuleCode(file, zip);
    this.edit = new ArchiveEdit(file, zip);
    this.nextStorage = firstFreeStorage(zip);
  }

  private static long firstFreeStorage(ZipArchive zip) {
    return zip.paths().stream()
        .filter(path -> path.matches(TorchScriptArchive.STORAGES + "\\d{1,17}"))
        .mapToLong(path -> Long.parseLong(path.substring(TorchScriptArchive.STORAGES.length())) + 1)
        .max()
        .orElse(0);
  }

  /**
   * @param byPath changes by the path of the module; the root is the empty one
   * @throws InvalidInputException if there is no such module, it has an attribute of a new name
   *     already, or something cannot be written
   */
  byte[] apply(Map<String, ModuleChange> byPath) {
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
    byte[] pickle = PickleWriter.write(file + ": " + DATA, changedRoot);
    return edit.put(DATA, ByteBuffer.wrap(pickle)).write();
  }

  private Instance rewritten(Instance module, IdentityHashMap<Instance, String> classNames) {
    Instance known = rewritten.get(module);
    if (known != null) {
      return known;
    }
    List<Mapping.Pair> attributes = new ArrayList<>();
    for (Mapping.Pair pair : ModulePaths.attributes(module)) {
      boolean child = pair.value() instanceof Instance value && classNames.containsKey(value);
      attributes.add(
          child
              ? new Mapping.Pair(pair.key(), rewritten((Instance) pair.value(), classNames))
              : pair);
    }
    ModuleChange change = changes.get(module);
    if (change != null) {
      change.buffers().forEach(buffer -> insert(attributes, buffer));
    }
    // What the variants name is the module's class, be it a new one or its own.
    Instance changed = new Instance(classNames.getOrDefault(module, module.className()));
    changed.build(new Mapping(attributes));
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
    attributes.add(before, new Mapping.Pair(new Text(buffer.name()), tensor(buffer)));
  }

  private Tensor tensor(NewBuffer buffer) {
    String key = Long.toString(nextStorage++);
    edit.put(TorchScriptArchive.STORAGES + key, buffer.data());
    List<Long> stride = new ArrayList<>();
    long elements = 1;
    for (int i = buffer.shape().size() - 1; i >= 0; i--) {
      stride.add(0, elements);
      elements *= buffer.shape().get(i);
    }
    Storage storage = new Storage(PickleGlobals.storageOf(buffer.dtype()), key, CPU, elements);
    return new Tensor(storage, new StridedView(buffer.shape(), stride, 0), false);
  }

  private InvalidInputException refused(String problem) {
    return new InvalidInputException(file + ": " + problem);
  }
}
