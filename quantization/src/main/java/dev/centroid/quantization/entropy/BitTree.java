package dev.centroid.quantization.entropy;

/**
 * An adaptive model of codes: a code is a path of bits, highest first, through a binary tree, and
 * each node counts the bits that left it. The chance of a bit is the estimate of Krichevsky and
 * Trofimov (The Performance of Universal Encoding, 1981), which costs half a logarithm of the count
 * a node more than knowing the chances from the start.
 */
final class BitTree {

  /** Chances are multiples of 2^-16. */
  static final int CHANCE_BITS = 16;

  private static final int CERTAIN = 1 << CHANCE_BITS;

  private final int bits;
  private final int[] zeros;
  private final int[] ones;

  /**
   * @param bits of a code, 0 to 16
   */
  BitTree(int bits) {
    this.bits = bits;
    this.zeros = new int[1 << bits];
    this.ones = new int[1 << bits];
  }

  int bits() {
    return bits;
  }

  /** The chance that the next bit at a node is 1, above 0 and below 2^16. */
  int chanceOfOne(int node) {
    long seenOnes = 2L * ones[node] + 1;
    long seen = 2L * ones[node] + 2L * zeros[node] + 2;
    long chance = CERTAIN * seenOnes / seen;
    return (int) Math.max(1, Math.min(CERTAIN - 1, chance));
  }

  void count(int node, int bit) {
    if (bit == 1) {
      ones[node]++;
    } else {
      zeros[node]++;
    }
  }
}
