package dev.centroid.quantization.product;

import java.util.Arrays;

/**
 * How much the error of each block counts in k-means, which then minimises the sum over blocks of
 * weight * ||b - c||^2. Only ratios matter: weights are scaled so that the largest is 1, and equal
 * ones give exactly what k-means gives without weights.
 */
public final class BlockWeights {

  /** Every block counts the same. */
  static final BlockWeights EQUAL = new BlockWeights(new float[0]);

  private static final int FOR_ALL = 0;

  /**
   * Share of the mean that is added to each weight: squared gradients are measured on few examples,
   * and a block whose gradient happened to vanish there must not be free to go anywhere.
   */
  private static final double FLOOR = 1e-2;

  private final float[] weights;

  private BlockWeights(float[] weights) {
    this.weights = weights;
  }

  /**
   * Weights as they are.
   *
   * @param weights one for each block of the layout, in order
   * @throws IllegalArgumentException when one is negative or not finite, or none is above 0
   */
  static BlockWeights of(float[] weights) {
    float largest = 0;
    for (float weight : weights) {
      if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "the weight of a block must be finite and at least 0, but is " + weight);
      }
      largest = Math.max(largest, weight);
    }
    if (largest == 0) {
      throw new IllegalArgumentException("at least one block must have a weight above 0");
    }
    float[] scaled = new float[weights.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = weights[i] / largest;
    }
    return new BlockWeights(scaled);
  }

  /**
   * Weights by the diagonal of the Fisher information: for each block the mean over its entries, as
   * a share of the layer's mean, and a hundredth more. Blocks of a layer without any gradient count
   * the same.
   *
   * @param fisher for each entry of the flattened weight the mean squared gradient, at least 0
   * @param layout how the weight is cut into blocks
   * @throws IllegalArgumentException when an entry is negative or not finite, or their number is
   *     another
   */
  public static BlockWeights ofFisher(float[] fisher, BlockLayout layout) {
    layout.requireElements(fisher, "the Fisher information");
    double[] means = new double[layout.blockCount()];
    layout.forEachBlock((block, offset, length) -> means[block] = mean(fisher, offset, length));
    double mean = Arrays.stream(means).average().orElseThrow();
    if (mean == 0) {
      return EQUAL;
    }
    float[] weights = new float[means.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (means[i] / mean + FLOOR);
    }
    return of(weights);
  }

  /** The weight of a block, in [0, 1]. */
  double of(int block) {
    return weights.length == FOR_ALL ? 1 : weights[block];
  }

  /** Refuses a layout that has another number of blocks. */
  void requireBlocks(BlockLayout layout) {
    if (weights.length != FOR_ALL && weights.length != layout.blockCount()) {
      throw new IllegalArgumentException(
          "%d weights for %d blocks".formatted(weights.length, layout.blockCount()));
    }
  }

  private static double mean(float[] fisher, int offset, int length) {
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      if (!(fisher[i] >= 0 && fisher[i] <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "a squared gradient must be finite and at least 0, but entry %d is %s"
                .formatted(i, fisher[i]));
      }
      sum += fisher[i];
    }
    return sum / length;
  }
}
