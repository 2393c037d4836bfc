package dev.centroid.quantization.product;

/**
 * Codes packed without gaps, in little-endian bit order: bit {@code b} of code {@code i} is bit
 * {@code i * bits + b} of the stream, and bit {@code s} of the stream is bit {@code s % 8} (0 is
 * the least significant) of byte {@code s / 8}. Unused bits of the last byte are 0.
 */
public final class BitPacking {

  private static final int MAX_BITS = 16;

  private BitPacking() {}

  /**
   * Bits of a code for a codebook: ceil(log2 K), which is 0 for a single centroid.
   *
   * @param centroids codebook size K, 1 to 65536
   */
  public static int bitsFor(int centroids) {
    if (centroids < 1 || centroids > 1 << MAX_BITS) {
      throw new IllegalArgumentException(
          "a codebook has 1 to %d centroids, not %d".formatted(1 << MAX_BITS, centroids));
    }
    return Integer.SIZE - Integer.numberOfLeadingZeros(centroids - 1);
  }

  /**
   * Bytes that packed codes take.
   *
   * @param count number of codes, at least 0
   * @param bits of a code, 0 to 16
   */
  public static long packedBytes(long count, int bits) {
    requireBits(bits);
    return (Math.multiplyExact(count, (long) bits) + Byte.SIZE - 1) / Byte.SIZE;
  }

  /**
   * Packs codes.
   *
   * @param codes each from 0 to 2^bits - 1
   * @param bits of a code, 0 to 16
   * @throws IllegalArgumentException when a code does not fit
   */
  public static byte[] pack(int[] codes, int bits) {
    byte[] packed = new byte[Math.toIntExact(packedBytes(codes.length, bits))];
    int pending = 0;
    int pendingBits = 0;
    int next = 0;
    for (int i = 0; i < codes.length; i++) {
      int code = codes[i];
      if (code >>> bits != 0) {
        throw new IllegalArgumentException(
            "code %d at index %d does not fit %d bits".formatted(code, i, bits));
      }
      pending |= code << pendingBits;
      pendingBits += bits;
      while (pendingBits >= Byte.SIZE) {
        packed[next++] = (byte) pending;
        pending >>>= Byte.SIZE;
        pendingBits -= Byte.SIZE;
      }
    }
    if (pendingBits > 0) {
      packed[next] = (byte) pending;
    }
    return packed;
  }

  /**
   * The inverse of {@link #pack}.
   *
   * @param packed exactly {@code packedBytes(count, bits)} bytes
   * @param bits of a code, 0 to 16
   * @param count number of codes
   * @throws IllegalArgumentException when the number of bytes is another
   */
  public static int[] unpack(byte[] packed, int bits, int count) {
    if (packed.length != packedBytes(count, bits)) {
      throw new IllegalArgumentException(
          "%d codes of %d bits take %d bytes, not %d"
              .formatted(count, bits, packedBytes(count, bits), packed.length));
    }
    int[] codes = new int[count];
    int mask = (1 << bits) - 1;
    int pending = 0;
    int pendingBits = 0;
    int next = 0;
    for (int i = 0; i < count; i++) {
      while (pendingBits < bits) {
        pending |= (packed[next++] & 0xFF) << pendingBits;
        pendingBits += Byte.SIZE;
      }
      codes[i] = pending & mask;
      pending >>>= bits;
      pendingBits -= bits;
    }
    return codes;
  }

  /**
   * Checks that unused bits of the last byte are 0.
   *
   * @throws IllegalArgumentException when one is not
   */
  public static void requireZeroPadding(byte[] packed, int bits, int count) {
    int usedOfLast = (int) ((long) count * bits % Byte.SIZE);
    if (usedOfLast != 0 && (packed[packed.length - 1] & 0xFF) >>> usedOfLast != 0) {
      throw new IllegalArgumentException("they end in bits that are not 0");
    }
  }

  private static void requireBits(int bits) {
    if (bits < 0 || bits > MAX_BITS) {
      throw new IllegalArgumentException("a code has 0 to " + MAX_BITS + " bits, not " + bits);
    }
  }
}
