package dev.centroid.quantization.product;

import java.util.Arrays;

/** Lloyd's algorithm as it is written in a textbook, in double, from evenly spread blocks. */
final class SlowKMeans {

  private SlowKMeans() {}

  /** ||W - W'|| / ||W|| after a number of iterations; all blocks must be whole. */
  static double relativeError(float[] weight, BlockLayout layout, int size, int iterations) {
    int blockSize = layout.blockSize();
    int count = layout.blockCount();
    double[][] centroids = new double[size][];
    for (int k = 0; k < size; k++) {
      centroids[k] = block(weight, k * (count / size), blockSize);
    }
    double error = 0;
    for (int iteration = 0; iteration <= iterations; iteration++) {
      double[][] sums = new double[size][blockSize];
      int[] counts = new int[size];
      error = 0;
      for (int i = 0; i < count; i++) {
        double[] block = block(weight, i, blockSize);
        int nearest = nearest(block, centroids);
        error += squaredDistance(block, centroids[nearest]);
        counts[nearest]++;
        for (int j = 0; j < blockSize; j++) {
          sums[nearest][j] += block[j];
        }
      }
      for (int k = 0; k < size; k++) {
        for (int j = 0; counts[k] > 0 && j < blockSize; j++) {
          centroids[k][j] = sums[k][j] / counts[k];
        }
      }
    }
    double norm = 0;
    for (float entry : weight) {
      norm += (double) entry * entry;
    }
    return Math.sqrt(error / norm);
  }

  private static double[] block(float[] weight, int block, int blockSize) {
    double[] entries = new double[blockSize];
    Arrays.setAll(entries, i -> weight[block * blockSize + i]);
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

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
