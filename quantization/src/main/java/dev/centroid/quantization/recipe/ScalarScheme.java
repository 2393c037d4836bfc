package dev.centroid.quantization.recipe;

/**
 * Scalar quantization (intN): each entry is rounded to one of 2^N evenly spaced values.
 *
 * @param bits of a code (N), 2 to 8
 * @param per what has a grid of its own
 * @param range which values the grid reaches to
 */
public record ScalarScheme(int bits, Granularity per, Range range) implements Scheme {

  /** Fewest bits of a code. */
  public static final int MIN_BITS = 2;

  /** Most bits of a code. */
  public static final int MAX_BITS = 8;

  /** What has a grid of its own. */
  public enum Granularity {
    /** The whole weight. */
    TENSOR,
    /** Each index of the weight's first dimension. */
    CHANNEL
  }

  /** Choices of the values that a grid reaches to; entries beyond are clipped. */
  public enum RangeMethod {
    /** From the least entry to the greatest. */
    MIN_MAX,
    /** The range with the least squared error. */
    HISTOGRAM,
    /** The range of the middle entries. */
    PERCENTILE
  }

  /**
   * Which values a grid reaches to.
   *
   * @param method how they are found
   * @param percentile share of the entries within the range, above 0 and at most 100; used by
   *     PERCENTILE
   */
  public record Range(RangeMethod method, double percentile) {

    /** Every entry is within the range. */
    public static final double ALL = 100;

    public Range {
      Checks.that(
          percentile > 0 && percentile <= ALL,
          "percentile: must be above 0 and at most 100, but is " + percentile);
    }
  }

  public ScalarScheme {
    Checks.between("bits", bits, MIN_BITS, MAX_BITS);
  }
}
