package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.safetensors.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pickle of a TorchScript archive can hold. Lists, dicts and instances can contain
 * themselves: they must not be compared, hashed or printed.
 */
sealed interface PickleValue {

  /** Python's {@code None}. */
  record None() implements PickleValue {}

  /** A truth value. */
  record Bool(boolean value) implements PickleValue {}

  /** An integer of at most 64 bits. */
  record Int(long value) implements PickleValue {}

  /** A floating-point number. */
  record Real(double value) implements PickleValue {}

  /** A string. */
  record Text(String value) implements PickleValue {}

  /** A tuple. */
  record Tuple(List<PickleValue> items) implements PickleValue {}

  /** A list; grows while the pickle is read. */
  record Sequence(List<PickleValue> items) implements PickleValue {}

  /** A dict, in the order in which it was filled; grows while the pickle is read. */
  record Mapping(List<Pair> pairs) implements PickleValue {

    /** A key and its value. */
    record Pair(PickleValue key, PickleValue value) {}
  }

  /** The name of a class of the archive's own code. */
  record ClassName(String qualified) implements PickleValue {}

  /** One of the functions that a pickle may call. */
  record Function(PickleFunction function) implements PickleValue {}

  /** The type of a storage. */
  record StorageType(DType dtype) implements PickleValue {}

  /** A storage: an entry of the archive, and how many elements the pickle says it has. */
  record Storage(DType dtype, String key, long elements) implements PickleValue {}

  /** A tensor: a view of a storage. */
  record Tensor(Storage storage, StridedView view) implements PickleValue {}

  /** Something that says nothing about tensors: a device, a member of an enum. */
  record Opaque() implements PickleValue {}

  /** An object of one of the archive's classes; its state comes after it was made. */
  final class Instance implements PickleValue {

    private final String className;
    private final List<PickleValue> state = new ArrayList<>(1);

    Instance(String className) {
      this.className = className;
    }

    String className() {
      return className;
    }

    Optional<PickleValue> state() {
      return state.stream().findFirst();
    }

    /** Gives the state; answers whether it had none so far. */
    boolean build(PickleValue value) {
      return state.isEmpty() && state.add(value);
    }
  }
}
