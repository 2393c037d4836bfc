package dev.centroid.quantization.random;

/**
 * 128 bits made from a sequence of words: each word is the key of a {@link Philox} permutation of
 * the bits so far. Sequences that differ in one word can only meet by a coincidence of 128 bits.
 */
final class StreamIdentity {

  private final int[] block = new int[Philox.WORDS];
  private long low;
  private long high;

  StreamIdentity(long seed) {
    absorb(seed);
  }

  final void absorb(long word) {
    Philox.block(low, high, word, block);
    low = pair(block[0], block[1]);
    high = pair(block[2], block[3]);
  }

  long low() {
    return low;
  }

  long high() {
    return high;
  }

  private static long pair(int lowWord, int highWord) {
    return (lowWord & 0xFFFFFFFFL) | ((long) highWord << 32);
  }
}
