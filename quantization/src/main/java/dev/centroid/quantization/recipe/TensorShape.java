package dev.centroid.quantization.recipe;

import java.util.List;
import java.util.Optional;

/**
 * A tensor of a model that only its shapes are known of.
 *
 * @param name full path
 * @param type of the elements
 * @param shape extents, none negative; empty for a scalar
 * @param module class of the module that owns it: of {@code torch.nn} by its short name ({@code
 *     Linear}), any other with its package
 * @param parameter whether it is a parameter, not a buffer
 * @param tiedTo the tensor before it that holds its data, if it has none of its own
 */
public record TensorShape(
    String name,
    ElementType type,
    List<Long> shape,
    String module,
    boolean parameter,
    Optional<String> tiedTo) {

  /** Element types under PyTorch's names. */
  public enum ElementType {
    FLOAT32,
    FLOAT64,
    FLOAT16,
    BFLOAT16,
    INT64,
    INT32,
    INT16,
    INT8,
    UINT8,
    BOOL
  }

  public TensorShape {
    shape = List.copyOf(shape);
  }
}
