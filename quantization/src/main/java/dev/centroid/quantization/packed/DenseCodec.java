package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.safetensors.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Decoded weights in the element type of the model. */
final class DenseCodec {

  private static final int BFLOAT16_DROPPED_BITS = 16;

  private DenseCodec() {}

  /**
   * @param dtype floating point
   * @return the values rounded to the type, ties to even; little-endian, read-only
   */
  static ByteBuffer encode(DType dtype, float[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, dtype.byteSize()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (dtype) {
        case F32 -> data.putFloat(value);
        case F64 -> data.putDouble(value);
        case F16 -> data.putShort(Float16.fromFloat(value));
        case BF16 -> data.putShort(bfloat16(value));
        default -> throw new IllegalArgumentException(dtype + " is not a floating-point type");
      }
    }
    return data.rewind().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The nearest bfloat16, ties to even, of a finite value. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int lowestKept = (bits >>> BFLOAT16_DROPPED_BITS) & 1;
    return (short) ((bits + 0x7FFF + lowestKept) >>> BFLOAT16_DROPPED_BITS);
  }
}
