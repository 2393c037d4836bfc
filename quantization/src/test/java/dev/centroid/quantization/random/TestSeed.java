package dev.centroid.quantization.random;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * The seed of all random test data, new for each build. The build prints it and repeats it with
 * {@code -Dtest.order.seed=SEED}; a test JVM prints it at its first use, and a JVM that the build
 * did not start draws one.
 *
 * <p>A constant seed is right where an assertion holds for that data only, such as a measured
 * figure. {@code TestSourcesTest} refuses every other source.
 */
public final class TestSeed {

  private static final String PROPERTY = "centroid.test.seed";
  private static final long VALUE = Long.getLong(PROPERTY, new SplittableRandom().nextLong());
  private static final Random IDS = new Random(VALUE);

  static {
    System.out.printf("Test data seed: repeat this data with -D%s=%d%n", PROPERTY, VALUE);
  }

  private TestSeed() {}

  public static long value() {
    return VALUE;
  }

  /** Consecutive seeds, one per random case; the first is that of the build. */
  public static LongStream seeds(int count) {
    return LongStream.range(VALUE, VALUE + count);
  }

  /** A generator that starts anew at the seed. */
  public static Random random() {
    return new Random(VALUE);
  }

  /** An id that no other call in this JVM returns. Thread-safe. */
  public static String uniqueId() {
    synchronized (IDS) {
      return new UUID(IDS.nextLong(), IDS.nextLong()).toString();
    }
  }
}
