package dev.centroid.quantization.packed;

import dev.centroid.quantization.safetensors.TensorInfo;

/** The weights that can be compressed. */
final class WeightShape {

  private WeightShape() {}

  /**
   * @throws IllegalArgumentException when it is not of floating point, or has fewer than two
   *     dimensions, an extent of 0, or 2^31 entries or more
   */
  static void require(TensorInfo weight) {
    if (!weight.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(weight.dtype() + " is not a floating-point type");
    }
    if (weight.shape().size() < 2) {
      throw new IllegalArgumentException("the weight has fewer than two dimensions");
    }
    long entries = 1;
    for (long extent : weight.shape()) {
      if (extent < 1) {
        throw new IllegalArgumentException("an extent of the weight is 0");
      }
      entries = extent > Integer.MAX_VALUE ? Long.MAX_VALUE : entries * extent;
      if (entries > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("the weight has 2^31 or more entries");
      }
    }
  }
}
