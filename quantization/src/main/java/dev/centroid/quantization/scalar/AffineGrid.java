package dev.centroid.quantization.scalar;

/**
 * The 2^N evenly spaced values that intN stores numbers as: {@code (code + zero) * scale} for codes
 * from 0 to 2^N - 1, computed in double precision and rounded to float.
 *
 * @param scale distance of neighbours, above 0 and finite
 * @param zero added to each code
 * @param bits of a code (N), 1 to 8
 */
public record AffineGrid(float scale, int zero, int bits) {

  /** Widest codes. */
  public static final int MAX_BITS = 8;

  /** Keeps {@code code + zero} within an int, and far from where doubles lose units. */
  private static final double LARGEST_ZERO = 1 << 30;

  public AffineGrid {
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException("the scale of a grid is above 0, not " + scale);
    }
    if (Math.abs((double) zero) > LARGEST_ZERO) {
      throw new IllegalArgumentException("the zero of a grid is within 2^30, not " + zero);
    }
    if (bits < 1 || bits > MAX_BITS) {
      throw new IllegalArgumentException("a code has 1 to " + MAX_BITS + " bits, not " + bits);
    }
  }

  /**
   * The grid of a range (paper section 3.1): scale = (high - low) / (2^N - 1), zero = round(low /
   * scale). A range of a single value gives a grid that has just this value as code 0.
   *
   * @param low finite
   * @param high finite, at least {@code low}
   */
  public static AffineGrid covering(float low, float high, int bits) {
    if (!(low <= high) || Float.isInfinite(low) || Float.isInfinite(high)) {
      throw new IllegalArgumentException("not a range: " + low + " to " + high);
    }
    double step = ((double) high - low) / levels(bits);
    float scale = (float) step;
    double zero = scale == 0 ? Double.POSITIVE_INFINITY : Math.rint(low / (double) scale);
    return Math.abs(zero) <= LARGEST_ZERO
        ? new AffineGrid(scale, (int) zero, bits)
        : of(low == high ? low : (float) (((double) low + high) / 2), bits);
  }

  /** A grid with this value as code 0. */
  private static AffineGrid of(float value, int bits) {
    return value == 0
        ? new AffineGrid(1, 0, bits)
        : new AffineGrid(Math.abs(value), value > 0 ? 1 : -1, bits);
  }

  /** The code of the nearest value, ties to even. */
  public int encode(float value) {
    double code = Math.rint(value / (double) scale - zero);
    return (int) Math.max(0, Math.min(levels(bits), code));
  }

  /** The value of a code. */
  public float decode(int code) {
    return (float) (((double) code + zero) * scale);
  }

  /** The nearest value. */
  public float round(float value) {
    return decode(encode(value));
  }

  private static int levels(int bits) {
    return (1 << bits) - 1;
  }
}
