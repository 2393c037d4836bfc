package dev.centroid.quantization.random;

import java.nio.charset.StandardCharsets;

/**
 * Random numbers that depend on nothing but a seed, a purpose and coordinates such as layer and
 * step: the same on every machine, in every thread and after every restart.
 *
 * <p>A stream is identified by 128 bits (the key and the upper half of the counter of {@link
 * Philox}), which are a keyed permutation chain over seed, purpose, number of coordinates and each
 * coordinate; two different identities meet with a probability of about 2^-128. The lower half of
 * the counter counts blocks, so a stream holds 2^66 words. Not safe for use by several threads at
 * once: give each its own stream.
 */
public final class CounterRandom {

  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final long key;
  private final long stream;
  private final int[] block = new int[Philox.WORDS];
  private long nextBlock;
  private int nextWord = Philox.WORDS;

  private CounterRandom(long key, long stream) {
    this.key = key;
    this.stream = stream;
  }

  /**
   * The stream of a seed, purpose and coordinates, at its start.
   *
   * @param coordinates what tells this use from others of the same purpose, in a fixed order; names
   *     by {@link #coordinate(String)}
   */
  public static CounterRandom of(long seed, Purpose purpose, long... coordinates) {
    StreamIdentity identity = new StreamIdentity(seed);
    identity.absorb(purpose.number());
    identity.absorb(coordinates.length);
    for (long coordinate : coordinates) {
      identity.absorb(coordinate);
    }
    return new CounterRandom(identity.low(), identity.high());
  }

  /** A stable 64-bit coordinate for a name: FNV-1a over its UTF-8 bytes. */
  public static long coordinate(String name) {
    long hash = FNV_OFFSET;
    for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (unit & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  /** 64 random bits. */
  public long nextLong() {
    long low = nextWord() & 0xFFFFFFFFL;
    return low | ((long) nextWord() << 32);
  }

  /**
   * A number in [0, bound), each with exactly the same probability (Lemire: Fast Random Integer
   * Generation in an Interval, 2019).
   *
   * @throws IllegalArgumentException when the bound is below 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, but is " + bound);
    }
    // Of the 2^32 words, this many at the low end of each interval would favour some results.
    long surplus = (1L << 32) % bound;
    while (true) {
      long scaled = (nextWord() & 0xFFFFFFFFL) * bound;
      if ((scaled & 0xFFFFFFFFL) >= surplus) {
        return (int) (scaled >>> 32);
      }
    }
  }

  /** A multiple of 2^-24 in [0, 1). */
  public float nextFloat() {
    return (nextWord() >>> 8) * 0x1p-24f;
  }

  /** A multiple of 2^-53 in [0, 1). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** True or false, evenly. */
  public boolean nextBoolean() {
    return nextWord() < 0;
  }

  /** The numbers 0 to n - 1 in an order drawn evenly from all orders (Fisher-Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private int nextWord() {
    if (nextWord == Philox.WORDS) {
      Philox.block(nextBlock++, stream, key, block);
      nextWord = 0;
    }
    return block[nextWord++];
  }
}
