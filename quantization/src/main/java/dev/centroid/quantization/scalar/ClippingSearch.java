package dev.centroid.quantization.scalar;

/**
 * Looks for the range whose grid has the least squared error: clipping the few entries far out buys
 * the many others a finer grid (L2-optimal clipping).
 *
 * <p>Candidates cut multiples of 1/128 of the whole range off either end. Both ends move in
 * together first, then one at a time around the best, until neither gets better.
 */
final class ClippingSearch {

  /** Cuts at either end go from 0 to {@code MOST_CUTS / CUTS} of the range. */
  static final int CUTS = 128;

  static final int MOST_CUTS = 60;

  private static final int[] NEAR = {-8, -4, -2, -1, 1, 2, 4, 8};
  private static final int TOGETHER = 2;

  private final ValueRange whole;
  private final WeightedValues values;
  private final int bits;
  private int bestLow = 0;
  private int bestHigh = 0;
  private double least;

  ClippingSearch(ValueRange whole, WeightedValues values, int bits) {
    this.whole = whole;
    this.values = values;
    this.bits = bits;
    this.least = error(0, 0);
  }

  ValueRange best() {
    for (int cut = TOGETHER; cut <= MOST_CUTS; cut += TOGETHER) {
      consider(cut, cut);
    }
    boolean better = true;
    while (better) {
      better = false;
      for (int move : NEAR) {
        better |= consider(bestLow + move, bestHigh);
        better |= consider(bestLow, bestHigh + move);
      }
    }
    return range(bestLow, bestHigh);
  }

  private boolean consider(int lowCut, int highCut) {
    if (Math.min(lowCut, highCut) < 0 || Math.max(lowCut, highCut) > MOST_CUTS) {
      return false;
    }
    double error = error(lowCut, highCut);
    boolean better = error < least;
    if (better) {
      least = error;
      bestLow = lowCut;
      bestHigh = highCut;
    }
    return better;
  }

  private double error(int lowCut, int highCut) {
    return values.squaredError(range(lowCut, highCut).grid(bits));
  }

  private ValueRange range(int lowCut, int highCut) {
    double step = ((double) whole.high() - whole.low()) / CUTS;
    return new ValueRange(
        (float) (whole.low() + lowCut * step), (float) (whole.high() - highCut * step));
  }
}
