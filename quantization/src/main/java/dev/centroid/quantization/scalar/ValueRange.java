package dev.centroid.quantization.scalar;

import dev.centroid.quantization.recipe.ScalarScheme;
import java.util.Arrays;

/**
 * The values that a grid reaches to.
 *
 * @param low finite
 * @param high finite, at least {@code low}
 */
record ValueRange(float low, float high) {

  /**
   * The range of some entries.
   *
   * @param weight the flattened weight; only read
   * @param from first entry
   * @param to one after the last entry; above {@code from}
   */
  static ValueRange of(float[] weight, int from, int to, ScalarScheme scheme) {
    ValueRange all = minMax(weight, from, to);
    return switch (scheme.range().method()) {
      case MIN_MAX -> all;
      case PERCENTILE -> middle(weight, from, to, scheme.range().percentile());
      case HISTOGRAM ->
          new ClippingSearch(all, WeightedValues.of(weight, from, to, all), scheme.bits()).best();
    };
  }

  private static ValueRange minMax(float[] weight, int from, int to) {
    float low = weight[from];
    float high = weight[from];
    for (int i = from + 1; i < to; i++) {
      low = Math.min(low, weight[i]);
      high = Math.max(high, weight[i]);
    }
    return new ValueRange(low, high);
  }

  /** Leaves out as many entries on either side. */
  private static ValueRange middle(float[] weight, int from, int to, double percentile) {
    float[] sorted = Arrays.copyOfRange(weight, from, to);
    Arrays.sort(sorted);
    double outside = (ScalarScheme.Range.ALL - percentile) / ScalarScheme.Range.ALL / 2;
    int middle = (sorted.length - 1) / 2;
    int cut = Math.min((int) (outside * sorted.length), middle);
    return new ValueRange(sorted[cut], sorted[sorted.length - 1 - cut]);
  }

  AffineGrid grid(int bits) {
    return AffineGrid.covering(low, high, bits);
  }
}
