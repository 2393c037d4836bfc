package dev.centroid.quantization.entropy;

/**
 * Codes in about as many bits as they carry information: frequent codes take fewer bits than rare
 * ones. Nothing but the codes is stored, since the reader learns how frequent they are as the
 * writer did. {@code docs/format.md} specifies the bytes.
 */
public final class EntropyCoding {

  private static final int MAX_BITS = 16;

  private EntropyCoding() {}

  /**
   * @param codes each from 0 to 2^bits - 1
   * @param bits of a code, 0 to 16
   * @throws IllegalArgumentException when a code does not fit
   */
  public static byte[] encode(int[] codes, int bits) {
    requireBits(bits);
    BitTree tree = new BitTree(bits);
    RangeEncoder encoder = new RangeEncoder();
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] >>> bits != 0) {
        throw new IllegalArgumentException(
            "code %d at index %d does not fit %d bits".formatted(codes[i], i, bits));
      }
      int node = 1;
      for (int bit = bits - 1; bit >= 0; bit--) {
        int value = codes[i] >>> bit & 1;
        encoder.encode(value, tree.chanceOfOne(node));
        tree.count(node, value);
        node = node << 1 | value;
      }
    }
    return encoder.finish();
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @param bits of a code, 0 to 16
   * @param count number of codes
   * @throws IllegalArgumentException when there are more bytes than the codes need
   */
  public static int[] decode(byte[] encoded, int bits, int count) {
    requireBits(bits);
    BitTree tree = new BitTree(bits);
    RangeDecoder decoder = new RangeDecoder(encoded);
    int[] codes = new int[count];
    for (int i = 0; i < count; i++) {
      int node = 1;
      for (int bit = 0; bit < bits; bit++) {
        int value = decoder.decode(tree.chanceOfOne(node));
        tree.count(node, value);
        node = node << 1 | value;
      }
      codes[i] = node - (1 << bits);
    }
    if (!decoder.hasReadAll()) {
      throw new IllegalArgumentException("there are bytes after the last code");
    }
    return codes;
  }

  private static void requireBits(int bits) {
    if (bits < 0 || bits > MAX_BITS) {
      throw new IllegalArgumentException("a code has 0 to " + MAX_BITS + " bits, not " + bits);
    }
  }
}
