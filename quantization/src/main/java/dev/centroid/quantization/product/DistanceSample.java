package dev.centroid.quantization.product;

import java.util.Arrays;

/**
 * Blocks of equal length and their squared distances to the nearest of the centroids so far, from
 * which k-means++ draws the next centroid. Blocks are held entry by entry, so that the inner loops
 * run over blocks, where the compiler vectorises them.
 */
final class DistanceSample {

  /** What {@link #draw} gives when every block is a centroid. */
  static final int NONE = -1;

  private final int[] blocks;
  private final float[][] entries;
  private final float[] nearest;
  private final float[] distances;

  /**
   * @param sample numbers of blocks, all of the layout's longest length
   */
  DistanceSample(NormalizedBlocks source, int[] sample) {
    this.blocks = sample;
    this.entries = new float[source.layout().longestBlock()][sample.length];
    this.nearest = new float[sample.length];
    this.distances = new float[sample.length];
    Arrays.fill(nearest, Float.MAX_VALUE);
    float[] block = new float[source.layout().blockSize()];
    for (int i = 0; i < sample.length; i++) {
      source.read(sample[i], block);
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
   * The index of a block drawn with a probability proportional to its squared distance to the
   * nearest centroid, or {@link #NONE}.
   *
   * @param uniform in [0, 1), decides the draw
   */
  int draw(double uniform) {
    double total = 0;
    for (float distance : nearest) {
      total += distance;
    }
    double target = uniform * total;
    int drawn = NONE;
    double sum = 0;
    for (int i = 0; i < nearest.length && (drawn == NONE || sum <= target); i++) {
      if (nearest[i] > 0) {
        sum += nearest[i];
        drawn = i;
      }
    }
    return drawn;
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
