package dev.centroid.quantization.safetensors;

import dev.centroid.quantization.product.Float16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of tensors as Java numbers. */
public final class TensorValues {

  private TensorValues() {}

  /**
   * @param dtype a floating-point type
   * @param data the elements, little-endian; its position is left as it is
   * @return all elements; F64 is rounded to single precision
   * @throws IllegalArgumentException if {@code dtype} is not a floating-point type
   */
  public static float[] floats(DType dtype, ByteBuffer data) {
    ByteBuffer bytes = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.capacity() / dtype.byteSize()];
    switch (dtype) {
      case F32 -> bytes.asFloatBuffer().get(values);
      case F64 -> fill(values, i -> (float) bytes.getDouble(8 * i));
      case F16 -> fill(values, i -> Float16.toFloat(bytes.getShort(2 * i)));
      case BF16 -> fill(values, i -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16));
      default -> throw new IllegalArgumentException(dtype + " is not a floating-point type");
    }
    return values;
  }

  /**
   * The elements of a tensor of F32.
   *
   * @return little-endian, from position 0
   */
  public static ByteBuffer bytes(float[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return data;
  }

  /**
   * @param dtype an integer type or BOOL
   * @param data the elements, little-endian; its position is left as it is
   * @return all elements; true is 1
   * @throws IllegalArgumentException if {@code dtype} is a floating-point type
   */
  public static long[] longs(DType dtype, ByteBuffer data) {
    ByteBuffer bytes = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    long[] values = new long[bytes.capacity() / dtype.byteSize()];
    switch (dtype) {
      case I64 -> bytes.asLongBuffer().get(values);
      case I32 -> fill(values, i -> bytes.getInt(4 * i));
      case I16 -> fill(values, i -> bytes.getShort(2 * i));
      case I8 -> fill(values, bytes::get);
      case U8, BOOL -> fill(values, i -> Byte.toUnsignedLong(bytes.get(i)));
      default -> throw new IllegalArgumentException(dtype + " is not an integer type");
    }
    return values;
  }

  private static void fill(float[] values, FloatAt elements) {
    for (int i = 0; i < values.length; i++) {
      values[i] = elements.at(i);
    }
  }

  private static void fill(long[] values, LongAt elements) {
    for (int i = 0; i < values.length; i++) {
      values[i] = elements.at(i);
    }
  }

  @FunctionalInterface
  private interface FloatAt {
    float at(int index);
  }

  @FunctionalInterface
  private interface LongAt {
    long at(int index);
  }
}
