package dev.centroid.quantization.product;

import java.util.Arrays;

/**
 * Blocks of equal length and their squared distances to the nearest of the centroids so far, from
 * which k-means++ draws the next centroid. Blocks are held entry by entry, so that the inner loops
 * run over blocks, where the compiler vectorises them.
 */
final class DistanceSample {

  /** What {@link #draw} gives when every block that counts is a centroid. */
  static final int NONE = -1;

  private final int[] blocks;
  private final float[] weights;
  private final float[][] entries;
  private final float[] nearest;
  private final float[] distances;

  /**
   * @param sample numbers of blocks, all of the layout's longest length
   * @param weights of all blocks of the source
   */
  DistanceSample(NormalizedBlocks source, int[] sample, BlockWeights weights) {
    this.blocks = sample;
    this.weights = new float[sample.length];
    this.entries = new float[source.layout().longestBlock()][sample.length];
    this.nearest = new float[sample.length];
    this.distances = new float[sample.length];
    Arrays.fill(nearest, Float.MAX_VALUE);
    float[] block = new float[source.layout().blockSize()];
    for (int i = 0; i < sample.length; i++) {
      source.read(sample[i], block);
      this.weights[i] = (float) weights.of(sample[i]);
      for (int j = 0; j < entries.length; j++) {
        entries[j][i] = block[j];
      }
    }
  }

  /** The number of a block of the sample. */
  int block(int index) {
    return blocks[index];
  }

  /** Takes a block of the sample as one more centroid. */
  void addCentroid(int index) {
    Arrays.fill(distances, 0);
    for (float[] entry : entries) {
      addSquares(entry, entry[index], distances);
    }
    keepSmaller(distances, nearest);
  }

  /**
   * The index of a block drawn with a probability proportional to its weighted squared distance to
   * the nearest centroid, or {@link #NONE}.
   *
   * @param uniform in [0, 1), decides the draw
   */
  int draw(double uniform) {
    double total = 0;
    for (int i = 0; i < nearest.length; i++) {
      total += weighted(i);
    }
    double target = uniform * total;
    int drawn = NONE;
    double sum = 0;
    for (int i = 0; i < nearest.length && (drawn == NONE || sum <= target); i++) {
      double distance = weighted(i);
      if (distance > 0) {
        sum += distance;
        drawn = i;
      }
    }
    return drawn;
  }

  private double weighted(int index) {
    return (double) weights[index] * nearest[index];
  }

  private static void addSquares(float[] values, float centre, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      float difference = values[i] - centre;
      sums[i] += difference * difference;
    }
  }

  private static void keepSmaller(float[] candidates, float[] smallest) {
    for (int i = 0; i < smallest.length; i++) {
      smallest[i] = Math.min(smallest[i], candidates[i]);
    }
  }
}
