package dev.centroid.quantization.product;

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
public final class Float16 {

  /** The largest finite value. */
  public static final float MAX_VALUE = 65_504f;

  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;
  private static final int QUIET_NAN = 0x0200;
  private static final int FRACTION_BITS = 10;
  private static final int FRACTION_BITS_DROPPED = 13;

  /** Difference of the exponent biases of binary32 (127) and binary16 (15). */
  private static final int BIAS_DIFFERENCE = 112;

  private static final int SMALLEST_NORMAL_EXPONENT = -14;

  private Float16() {}

  /**
   * The nearest half, ties to even. What is nearer to 65536 than to {@link #MAX_VALUE} becomes an
   * infinity; a NaN stays a NaN.
   */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    int magnitude = bits & 0x7FFFFFFF;
    if (Float.isNaN(value)) {
      return (short)
          (sign | INFINITY | QUIET_NAN | ((magnitude >>> FRACTION_BITS_DROPPED) & 0x1FF));
    }
    int exponent = (magnitude >>> 23) - 127;
    if (exponent > 15) {
      return (short) (sign | INFINITY);
    }
    if (exponent >= SMALLEST_NORMAL_EXPONENT) {
      int rebiased = magnitude - (BIAS_DIFFERENCE << 23);
      // Rounding up may carry into the exponent, which is just the next half, or the infinity.
      return (short) (sign | roundToEven(rebiased, FRACTION_BITS_DROPPED));
    }
    int subnormalShift = FRACTION_BITS_DROPPED + SMALLEST_NORMAL_EXPONENT - exponent;
    if (subnormalShift > 24) {
      return (short) sign;
    }
    int significand = (magnitude & 0x7FFFFF) | 0x800000;
    return (short) (sign | roundToEven(significand, subnormalShift));
  }

  /** The value of a half; exact. */
  public static float toFloat(short half) {
    int sign = (half & SIGN) << 16;
    int exponent = (half >>> FRACTION_BITS) & 0x1F;
    int fraction = half & 0x3FF;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude));
    }
    int floatExponent = exponent == 0x1F ? 0xFF : exponent + BIAS_DIFFERENCE;
    return Float.intBitsToFloat(sign | (floatExponent << 23) | (fraction << FRACTION_BITS_DROPPED));
  }

  private static int roundToEven(int value, int droppedBits) {
    int kept = value >>> droppedBits;
    int half = 1 << (droppedBits - 1);
    int dropped = value & ((1 << droppedBits) - 1);
    boolean up = dropped > half || (dropped == half && (kept & 1) == 1);
    return up ? kept + 1 : kept;
  }
}
