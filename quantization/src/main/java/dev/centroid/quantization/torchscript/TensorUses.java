package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Call;
import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Sequence;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the storages of an archive are used. A tensor can be saved in another form only if nothing
 * but parameters and buffers, and all of them alike, look at its storage: anything else would keep
 * the old numbers, as the list of weights that a scripted LSTM computes with.
 *
 * <p>A list whose elements are parameters and buffers of the very module that it is an attribute of
 * does no harm, since it can be made again.
 */
final class TensorUses {

  private final ClassSources classes;
  private final Set<Instance> modules = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Set<StridedView>> named = new HashMap<>();
  private final Set<String> elsewhere = new HashSet<>();
  private final IdentityHashMap<Instance, SortedMap<String, List<String>>> lists =
      new IdentityHashMap<>();
  private final Set<PickleValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<PickleValue> waiting = new ArrayDeque<>();

  private TensorUses(ClassSources classes) {
    this.classes = classes;
  }

  static TensorUses in(Instance root, ClassSources classes) {
    TensorUses uses = new TensorUses(classes);
    uses.modules.addAll(ModulePaths.of(root, classes).values());
    uses.await(root);
    // Values may nest deeper than this thread's stack.
    while (!uses.waiting.isEmpty()) {
      uses.visit(uses.waiting.remove());
    }
    return uses;
  }

  /** Whether only parameters and buffers, of one and the same view, use a tensor's storage. */
  boolean areNamedOnly(ArchiveTensor tensor) {
    return !elsewhere.contains(tensor.storageKey())
        && named.getOrDefault(tensor.storageKey(), Set.of()).size() == 1;
  }

  /** Attributes of a module that list its own parameters and buffers, with their names. */
  SortedMap<String, List<String>> listsOf(Instance module) {
    return lists.getOrDefault(module, new TreeMap<>());
  }

  private void await(PickleValue value) {
    if (seen.add(value)) {
      waiting.add(value);
    }
  }

  private void visit(PickleValue value) {
    if (value instanceof Tensor tensor) {
      elsewhere.add(tensor.storage().key());
    } else if (value instanceof Tuple tuple) {
      tuple.items().forEach(this::await);
    } else if (value instanceof Sequence sequence) {
      sequence.items().forEach(this::await);
    } else if (value instanceof Mapping mapping) {
      for (Mapping.Pair pair : mapping.pairs()) {
        await(pair.key());
        await(pair.value());
      }
    } else if (value instanceof Call call) {
      await(call.argument());
    } else if (value instanceof Instance object) {
      visit(object);
    }
  }

  private void visit(Instance object) {
    if (!modules.contains(object)) {
      object.state().ifPresent(this::await);
      return;
    }
    ClassSource source = classes.require(object.className());
    Map<Place, String> own = new HashMap<>();
    List<Mapping.Pair> others = new ArrayList<>();
    for (Mapping.Pair pair : ModulePaths.attributes(object, classes)) {
      String name = ((Text) pair.key()).value();
      boolean isNamed = source.parameters().contains(name) || source.buffers().contains(name);
      if (isNamed && pair.value() instanceof Tensor tensor) {
        own.merge(Place.of(tensor), name, (one, other) -> one.compareTo(other) < 0 ? one : other);
        named.computeIfAbsent(tensor.storage().key(), key -> new HashSet<>()).add(tensor.view());
      } else {
        others.add(pair);
      }
    }
    for (Mapping.Pair pair : others) {
      Optional<List<String>> names = namesIn(pair.value(), own);
      if (names.isPresent()) {
        lists
            .computeIfAbsent(object, module -> new TreeMap<>())
            .put(((Text) pair.key()).value(), names.get());
      } else {
        await(pair.value());
      }
    }
  }

  /** The names of a list's elements if each is a tensor of the module. */
  private static Optional<List<String>> namesIn(PickleValue value, Map<Place, String> own) {
    List<PickleValue> items = itemsOf(value);
    List<String> names = new ArrayList<>();
    for (PickleValue item : items) {
      if (item instanceof Tensor tensor) {
        Optional.ofNullable(own.get(Place.of(tensor))).ifPresent(names::add);
      }
    }
    return items.isEmpty() || names.size() < items.size() ? Optional.empty() : Optional.of(names);
  }

  private static List<PickleValue> itemsOf(PickleValue value) {
    if (value instanceof Sequence sequence) {
      return sequence.items();
    }
    boolean typed =
        value instanceof Call call
            && call.argument() instanceof Tuple tuple
            && tuple.items().size() == 1
            && tuple.items().get(0) instanceof Sequence;
    return typed
        ? ((Sequence) ((Tuple) ((Call) value).argument()).items().get(0)).items()
        : List.of();
  }

  /** What tells a tensor from others: the same place is the same numbers. */
  private record Place(String storage, StridedView view) {
    static Place of(Tensor tensor) {
      return new Place(tensor.storage().key(), tensor.view());
    }
  }
}
