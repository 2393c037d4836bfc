package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Float16;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.safetensors.TensorValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Decoded weights in the element type of the model. */
final class DenseCodec {

  private static final int BFLOAT16_DROPPED_BITS = 16;

  /** From here on the nearest half is an infinity. */
  private static final float FLOAT16_OVERFLOW = 65_520f;

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

  /**
   * Numbers of F32 rounded to F16.
   *
   * @param data little-endian, from position to limit
   * @param remedy what to do when it cannot be
   * @throws InvalidInputException naming the tensor, when an entry is beyond what F16 holds
   */
  static ByteBuffer toFloat16(String tensor, ByteBuffer data, String remedy) {
    return toFloat16(tensor, TensorValues.floats(DType.F32, data), remedy);
  }

  /** The same for numbers that are at hand. */
  static ByteBuffer toFloat16(String tensor, float[] values, String remedy) {
    for (float value : values) {
      if (Float.isFinite(value) && Math.abs(value) >= FLOAT16_OVERFLOW) {
        throw new InvalidInputException(
            "%s holds %s, which float16 cannot hold (at most %s); %s"
                .formatted(tensor, value, Float16.MAX_VALUE, remedy));
      }
    }
    return encode(DType.F16, values);
  }

  /**
   * A tensor whose entries all have one value.
   *
   * @param value 0 or more, within the type
   */
  static ByteBuffer filled(TensorInfo tensor, int value) {
    int entries = Math.toIntExact(tensor.elements());
    DType dtype = tensor.dtype();
    if (dtype.isFloatingPoint()) {
      float[] values = new float[entries];
      Arrays.fill(values, value);
      return encode(dtype, values);
    }
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(entries, dtype.byteSize()))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      for (int octet = 0; octet < dtype.byteSize(); octet++) {
        data.put((byte) (octet < Integer.BYTES ? value >>> (Byte.SIZE * octet) : 0));
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
