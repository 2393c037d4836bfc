package dev.centroid.quantization.torchscript;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a module is to differ from what it was.
 *
 * @param code makes the new code of its class from the old; a pure function
 * @param buffers what the module gets more, each declared by the new code
 * @param packed tensors that it saves in another form, if there are any
 */
public record ModuleChange(
    UnaryOperator<ClassCode> code, List<NewBuffer> buffers, Optional<PackedState> packed) {

  public ModuleChange {
    buffers = List.copyOf(buffers);
  }

  /** A change of code and buffers. */
  public ModuleChange(UnaryOperator<ClassCode> code, List<NewBuffer> buffers) {
    this(code, buffers, Optional.empty());
  }

  /** A change of the form in which a module is saved. */
  static ModuleChange packed(PackedState packed) {
    return new ModuleChange(UnaryOperator.identity(), List.of(), Optional.of(packed));
  }

  /** A buffer with its first contents. */
  public record NewBuffer(String name, TensorContent content) {}
}
