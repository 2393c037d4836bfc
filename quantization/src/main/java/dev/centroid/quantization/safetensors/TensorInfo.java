package dev.centroid.quantization.safetensors;

import dev.centroid.quantization.Printable;
import java.util.List;

/**
 * What a tensor is, without its contents.
 *
 * @param name the key in the file
 * @param dtype type of the elements
 * @param shape extent of each dimension, none negative; empty for a scalar
 */
public record TensorInfo(String name, DType dtype, List<Long> shape) {

  /**
   * @throws IllegalArgumentException if a dimension is negative, or if the contents would have more
   *     than 2^63 - 1 bytes
   */
  public TensorInfo {
    shape = List.copyOf(shape);
    byteCount(name, dtype, shape);
  }

  /** How many elements the tensor has: the product of its shape. */
  public long elements() {
    return bytes() / dtype.byteSize();
  }

  /** How many bytes the contents have. */
  public long bytes() {
    return byteCount(name, dtype, shape);
  }

  private static long byteCount(String name, DType dtype, List<Long> shape) {
    long bytes = dtype.byteSize();
    for (long extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "tensor " + Printable.quoted(name) + " has a negative dimension: " + extent);
      }
      if (extent != 0 && bytes > Long.MAX_VALUE / extent) {
        throw new IllegalArgumentException(
            "tensor " + Printable.quoted(name) + " has a shape whose size overflows 64 bits");
      }
      bytes *= extent;
    }
    return bytes;
  }
}
