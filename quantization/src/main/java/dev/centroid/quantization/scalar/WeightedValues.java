package dev.centroid.quantization.scalar;

import java.util.Arrays;

/**
 * Values and how often each occurs: the entries themselves when they are few, else a histogram over
 * their range, each bin standing at its middle.
 *
 * @param values finite
 * @param counts one for each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WeightedValues(float[] values, int[] counts) {

  static final int BINS = 2048;

  /**
   * @param range of the entries
   */
  static WeightedValues of(float[] weight, int from, int to, ValueRange range) {
    return to - from <= BINS || range.low() == range.high()
        ? each(weight, from, to)
        : histogram(weight, from, to, range);
  }

  private static WeightedValues each(float[] weight, int from, int to) {
    int[] once = new int[to - from];
    Arrays.fill(once, 1);
    return new WeightedValues(Arrays.copyOfRange(weight, from, to), once);
  }

  private static WeightedValues histogram(float[] weight, int from, int to, ValueRange range) {
    double low = range.low();
    double width = (range.high() - low) / BINS;
    int[] counts = new int[BINS];
    for (int i = from; i < to; i++) {
      counts[(int) Math.min(BINS - 1, (weight[i] - low) / width)]++;
    }
    float[] middles = new float[BINS];
    for (int bin = 0; bin < BINS; bin++) {
      middles[bin] = (float) (low + (bin + 0.5) * width);
    }
    return new WeightedValues(middles, counts);
  }

  /** Sum of the squared differences from the nearest values of a grid. */
  double squaredError(AffineGrid grid) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      if (counts[i] > 0) {
        double difference = (double) values[i] - grid.round(values[i]);
        sum += counts[i] * difference * difference;
      }
    }
    return sum;
  }
}
