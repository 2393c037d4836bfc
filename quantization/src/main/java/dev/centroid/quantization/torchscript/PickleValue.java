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

  /** Writes the value, so that it is read back as it is; what is shared stays shared. */
  void write(PickleWriter writer);

  /** Python's {@code None}. */
  record None() implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.none();
    }
  }

  /** A truth value. */
  record Bool(boolean value) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.bool(value);
    }
  }

  /** An integer of at most 64 bits. */
  record Int(long value) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.integer(value);
    }
  }

  /** A floating-point number. */
  record Real(double value) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.real(value);
    }
  }

  /** A string. */
  record Text(String value) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.text(value);
    }
  }

  /** A tuple. */
  record Tuple(List<PickleValue> items) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.once(this, () -> writer.tuple(items));
    }
  }

  /** A list; grows while the pickle is read. */
  record Sequence(List<PickleValue> items) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.once(this, () -> writer.list(items));
    }
  }

  /** A dict, in the order in which it was filled; grows while the pickle is read. */
  record Mapping(List<Pair> pairs) implements PickleValue {

    /** A key and its value. */
    record Pair(PickleValue key, PickleValue value) {}

    @Override
    public void write(PickleWriter writer) {
      writer.once(this, () -> writer.dict(pairs));
    }
  }

  /** The name of a class of the archive's own code. */
  record ClassName(String qualified) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.global(qualified);
    }
  }

  /**
   * One of the functions that a pickle may call.
   *
   * @param qualified the name by which it is asked for; some names stand for the same function
   */
  record Function(String qualified, PickleFunction function) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.global(qualified);
    }
  }

  /** The type of a storage. */
  record StorageType(String qualified, DType dtype) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.global(qualified);
    }
  }

  /**
   * A storage: an entry of the archive, and how many elements the pickle says it has.
   *
   * @param device where it was when it was saved, for instance {@code cpu}
   */
  record Storage(StorageType type, String key, String device, long elements)
      implements PickleValue {

    DType dtype() {
      return type.dtype();
    }

    @Override
    public void write(PickleWriter writer) {
      writer.once(this, () -> writer.storage(this));
    }
  }

  /** A tensor: a view of a storage, and whether it asks for gradients. */
  record Tensor(Storage storage, StridedView view, boolean requiresGradient)
      implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.once(this, () -> writer.tensor(this));
    }
  }

  /**
   * What a call gives that says nothing about tensors: a list with its type, a device, a member of
   * an enum of the archive's code.
   *
   * @param argument a tuple of what a function is given; the value of an enum's member as it is
   */
  record Call(PickleValue callee, PickleValue argument) implements PickleValue {
    @Override
    public void write(PickleWriter writer) {
      writer.once(this, () -> writer.call(callee, argument));
    }
  }

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

    @Override
    public void write(PickleWriter writer) {
      writer.once(this, () -> writer.object(this));
    }
  }
}
