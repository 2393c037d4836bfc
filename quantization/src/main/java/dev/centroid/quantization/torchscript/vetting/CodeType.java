package dev.centroid.quantization.torchscript.vetting;

import java.util.List;

/** The static type of an expression, as far as it decides what a name after a dot means. */
public sealed interface CodeType {

  /** Tensors, numbers, strings and whatever else has no attributes that code may use. */
  record Plain() implements CodeType {}

  /**
   * An object of a class, named tuple, enumeration or interface of the archive.
   *
   * @param className qualified
   */
  record ObjectOf(String className) implements CodeType {}

  /**
   * A function of the archive.
   *
   * @param name qualified
   */
  record FunctionOf(String name) implements CodeType {}

  /** A list, or a dictionary by its values. */
  record ContainerOf(CodeType element) implements CodeType {}

  /** A tuple without field names. */
  record TupleOf(List<CodeType> elements) implements CodeType {
    public TupleOf {
      elements = List.copyOf(elements);
    }
  }

  /** A value or None. */
  record OptionalOf(CodeType value) implements CodeType {}

  /** The type of whatever has no attributes. */
  static CodeType plain() {
    return new Plain();
  }

  /** The types that this one is made of. */
  default List<CodeType> parts() {
    if (this instanceof TupleOf tuple) {
      return tuple.elements();
    }
    if (this instanceof ContainerOf container) {
      return List.of(container.element());
    }
    return this instanceof OptionalOf optional ? List.of(optional.value()) : List.of();
  }

  /**
   * Checks the size of a type, on which libtorch spends time that grows exponentially with depth.
   *
   * @throws RefusedCodeException if it is too large
   */
  default CodeType bounded(int line) {
    if (depth() > CodeLimits.TYPE_DEPTH || size() > CodeLimits.TYPE_SIZE) {
      throw new RefusedCodeException(
          line,
          "has a type of more than "
              + CodeLimits.TYPE_SIZE
              + " parts or "
              + CodeLimits.TYPE_DEPTH
              + " levels; use simpler lists and tuples in the model's code");
    }
    return this;
  }

  private int depth() {
    return 1 + parts().stream().mapToInt(CodeType::depth).max().orElse(0);
  }

  private int size() {
    return 1 + parts().stream().mapToInt(CodeType::size).sum();
  }

  /** The type of an element of a list or a dictionary. */
  default CodeType element() {
    return this instanceof ContainerOf container ? container.element() : plain();
  }

  /**
   * The type of one element of a list or tuple.
   *
   * @param index negative from the end on
   */
  default CodeType element(int index) {
    if (!(this instanceof TupleOf tuple)) {
      return element();
    }
    int size = tuple.elements().size();
    int position = index < 0 ? index + size : index;
    return position >= 0 && position < size ? tuple.elements().get(position) : plain();
  }

  /**
   * Whether libtorch checks at run time that a value of another type has this one, so that {@code
   * unchecked_cast} to it does no harm. It checks tensors, numbers, texts and kinds of containers,
   * but neither the class of an object nor the length of a tuple.
   */
  default boolean canBeCastFrom(CodeType other) {
    return equals(other.unwrapped()) || equals(other) || !decidesLayout();
  }

  private boolean decidesLayout() {
    if (this instanceof ContainerOf container) {
      return container.element().decidesLayout();
    }
    if (this instanceof OptionalOf optional) {
      return optional.value().decidesLayout();
    }
    return !(this instanceof Plain);
  }

  /** The type without None. */
  default CodeType unwrapped() {
    return this instanceof OptionalOf optional ? optional.value() : this;
  }
}
