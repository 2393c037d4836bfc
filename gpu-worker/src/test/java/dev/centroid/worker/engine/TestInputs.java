package dev.centroid.worker.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Inputs of models of tests. */
final class TestInputs {

  private TestInputs() {}

  /**
   * @param description extents, and below which number its indices are if it holds indices: {@code
   *     2x3x12x12}, {@code 2x5 of 11}
   */
  static NDArray of(NDManager step, String description) {
    String[] parts = description.split(" of ", -1);
    String[] extents = parts[0].split("x", -1);
    long[] shape = new long[extents.length];
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Long.parseLong(extents[i]);
      size *= (int) shape[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          parts.length > 1 ? i % Integer.parseInt(parts[1]) : (float) StrictMath.sin(0.7 * i);
    }
    NDArray input = step.create(values, new Shape(shape));
    return parts.length > 1 ? input.toType(DataType.INT64, false) : input;
  }
}
