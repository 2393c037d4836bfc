package dev.centroid.quantization.product;

import java.util.Arrays;

/** Lloyd's algorithm as it is written in a textbook, in double. */
final class SlowKMeans {

  private SlowKMeans() {}

  /**
   * ||W - W'|| / ||W|| after a number of iterations from evenly spread blocks; all blocks must be
   * whole.
   */
  static double relativeError(float[] weight, BlockLayout layout, int size, int iterations) {
    double[][] start = new double[size][];
    for (int k = 0; k < size; k++) {
      start[k] = block(weight, layout, k * (layout.blockCount() / size));
    }
    double[] equal = new double[layout.blockCount()];
    Arrays.fill(equal, 1);
    double norm = 0;
    for (float entry : weight) {
      norm += (double) entry * entry;
    }
    return Math.sqrt(weightedError(weight, layout, equal, start, iterations) / norm);
  }

  /**
   * The sum over blocks of weight * ||b - c||^2 after a number of iterations, all of whose clusters
   * must keep some block.
   *
   * @param start centroids, which are moved
   */
  static double weightedError(
      float[] weight, BlockLayout layout, double[] weights, double[][] start, int iterations) {
    double error = 0;
    for (int iteration = 0; iteration <= iterations; iteration++) {
      double[][] sums = new double[start.length][layout.blockSize()];
      double[][] totals = new double[start.length][layout.blockSize()];
      error = 0;
      for (int i = 0; i < layout.blockCount(); i++) {
        double[] block = block(weight, layout, i);
        int nearest = nearest(block, start);
        error += weights[i] * squaredDistance(block, start[nearest]);
        for (int j = 0; j < block.length; j++) {
          sums[nearest][j] += weights[i] * block[j];
          totals[nearest][j] += weights[i];
        }
      }
      for (int k = 0; iteration < iterations && k < start.length; k++) {
        for (int j = 0; j < layout.blockSize(); j++) {
          if (totals[k][j] > 0) {
            start[k][j] = sums[k][j] / totals[k][j];
          }
        }
      }
    }
    return error;
  }

  private static double[] block(float[] weight, BlockLayout layout, int block) {
    double[] entries = new double[layout.lengthOf(block)];
    Arrays.setAll(entries, i -> weight[layout.offsetOf(block) + i]);
    return entries;
  }

  private static int nearest(double[] block, double[][] centroids) {
    int best = 0;
    for (int k = 1; k < centroids.length; k++) {
      if (squaredDistance(block, centroids[k]) < squaredDistance(block, centroids[best])) {
        best = k;
      }
    }
    return best;
  }

  /** Over the entries that the block has. */
  private static double squaredDistance(double[] block, double[] centroid) {
    double sum = 0;
    for (int i = 0; i < block.length; i++) {
      sum += (block[i] - centroid[i]) * (block[i] - centroid[i]);
    }
    return sum;
  }
}
