package dev.centroid.quantization.product;

/**
 * Weighted sums of blocks by group, in double precision, and the sums of the weights: a block that
 * is shorter than the block size counts only where it has entries.
 */
final class BlockSums {

  private final int blockSize;
  private final int shortLength;
  private final double[] sums;
  private final double[] weights;
  private final double[] wholeWeights;

  /**
   * @param groups numbered from 0
   * @param layout gives the block size and the length of the only shorter blocks there can be
   */
  BlockSums(int groups, BlockLayout layout) {
    this.blockSize = layout.blockSize();
    this.shortLength = layout.lastBlockLength();
    this.sums = new double[Math.multiplyExact(groups, blockSize)];
    this.weights = new double[groups];
    this.wholeWeights = new double[groups];
  }

  /** Adds a block of weight 1. */
  void add(int group, float[] values, int offset, int length) {
    add(group, values, offset, length, 1);
  }

  /**
   * Adds a block.
   *
   * @param weight at least 0
   */
  void add(int group, float[] values, int offset, int length, double weight) {
    int base = group * blockSize;
    for (int i = 0; i < length; i++) {
      sums[base + i] += weight * values[offset + i];
    }
    weights[group] += weight;
    if (length == blockSize) {
      wholeWeights[group] += weight;
    }
  }

  /** Adds the sums of other blocks of the same groups and layout. */
  void add(BlockSums other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    for (int group = 0; group < weights.length; group++) {
      weights[group] += other.weights[group];
      wholeWeights[group] += other.wholeWeights[group];
    }
  }

  /** Weight of all blocks of a group. */
  double weight(int group) {
    return weights[group];
  }

  /** Weight of the blocks of a group that had an entry. */
  double weight(int group, int entry) {
    return entry < shortLength ? weights[group] : wholeWeights[group];
  }

  /** Weighted mean of an entry over the blocks of a group that had it; 0 where there was none. */
  float mean(int group, int entry) {
    double weight = weight(group, entry);
    return weight == 0 ? 0 : (float) (sums[group * blockSize + entry] / weight);
  }

  /** Means of all groups, group after group. */
  float[] means() {
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = mean(i / blockSize, i % blockSize);
    }
    return means;
  }
}
