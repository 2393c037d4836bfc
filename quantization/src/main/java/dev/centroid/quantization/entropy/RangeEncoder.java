package dev.centroid.quantization.entropy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Writes bits of known chances (Martin, Range Encoding, 1979): an interval of numbers is cut in
 * proportion to the chances, again and again, and the output is the shortest number within.
 */
final class RangeEncoder {

  /** Below this the interval is widened by a byte. */
  static final long SMALLEST_RANGE = 1L << 24;

  static final long WHOLE_RANGE = 0xFFFFFFFFL;
  static final int CODE_BYTES = 4;
  private static final int TOP_BYTE_SHIFT = 24;
  private static final int BYTE = 0xFF;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private long low = 0;
  private long range = WHOLE_RANGE;

  /** The last byte that a carry may still change, and how many bytes of 255 follow it. */
  private int pending = 0;

  private long pendingFull = 0;
  private boolean started = false;

  /**
   * @param chanceOfOne in multiples of 2^-16, above 0 and below 1
   */
  void encode(int bit, int chanceOfOne) {
    long ones = (range >>> BitTree.CHANCE_BITS) * chanceOfOne;
    if (bit == 1) {
      range = ones;
    } else {
      low += ones;
      range -= ones;
    }
    while (range < SMALLEST_RANGE) {
      range <<= Byte.SIZE;
      shiftLow();
    }
  }

  /** Ends the output; a number of zeros at its end is left out, since a reader supplies them. */
  byte[] finish() {
    for (int i = 0; i <= CODE_BYTES; i++) {
      shiftLow();
    }
    byte[] bytes = output.toByteArray();
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  private void shiftLow() {
    boolean carry = low > WHOLE_RANGE;
    int top = (int) (low >>> TOP_BYTE_SHIFT) & BYTE;
    if (carry || top != BYTE) {
      if (started) {
        output.write(pending + (carry ? 1 : 0));
      }
      started = true;
      for (; pendingFull > 0; pendingFull--) {
        output.write(carry ? 0 : BYTE);
      }
      pending = top;
    } else {
      pendingFull++;
    }
    low = (low << Byte.SIZE) & WHOLE_RANGE;
  }
}
