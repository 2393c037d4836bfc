package dev.centroid.quantization.entropy;

/** Reads what {@link RangeEncoder} wrote. */
final class RangeDecoder {

  private static final int BYTE = 0xFF;

  private final byte[] input;
  private int next = 0;
  private long range = RangeEncoder.WHOLE_RANGE;
  private long code = 0;

  RangeDecoder(byte[] input) {
    this.input = input;
    for (int i = 0; i < RangeEncoder.CODE_BYTES; i++) {
      code = code << Byte.SIZE | nextByte();
    }
  }

  /**
   * @param chanceOfOne as the encoder was told
   */
  int decode(int chanceOfOne) {
    long ones = (range >>> BitTree.CHANCE_BITS) * chanceOfOne;
    int bit;
    if (code < ones) {
      bit = 1;
      range = ones;
    } else {
      bit = 0;
      code -= ones;
      range -= ones;
    }
    while (range < RangeEncoder.SMALLEST_RANGE) {
      range <<= Byte.SIZE;
      code = (code << Byte.SIZE | nextByte()) & RangeEncoder.WHOLE_RANGE;
    }
    return bit;
  }

  /** Whether every byte of the input has been looked at. */
  boolean hasReadAll() {
    return next >= input.length;
  }

  private int nextByte() {
    int read = next < input.length ? input[next] & BYTE : 0;
    next++;
    return read;
  }
}
