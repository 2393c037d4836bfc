package dev.centroid.quantization.product;

import java.util.Arrays;

/**
 * Chooses the blocks with the largest weighted squared distance to their centroids: they become the
 * centroids of clusters that have lost all their blocks.
 */
final class WorstBlocks {

  private final NormalizedBlocks blocks;
  private final CentroidIndex index;
  private final int[] codes;
  private final BlockWeights weights;

  WorstBlocks(NormalizedBlocks blocks, CentroidIndex index, int[] codes, BlockWeights weights) {
    this.blocks = blocks;
    this.index = index;
    this.codes = codes;
    this.weights = weights;
  }

  /**
   * The worst blocks, worst first, the lowest number among equals.
   *
   * @param wanted how many; fewer are returned when fewer blocks of different content have an error
   */
  DistinctBlocks choose(int wanted) {
    long[] ranking = ranking();
    DistinctBlocks chosen = new DistinctBlocks(blocks.weight(), blocks.layout(), wanted);
    for (int i = ranking.length - 1;
        i >= 0 && chosen.size() < wanted && hasError(ranking[i]);
        i--) {
      chosen.add(blockOf(ranking[i]));
    }
    return chosen;
  }

  /**
   * Ascending keys of all blocks: the bits of the error above, which order as errors do since they
   * are not negative, and the block's number below, inverted so that the lowest comes last.
   */
  private long[] ranking() {
    long[] keys = new long[codes.length];
    blocks.forEach(
        0,
        keys.length,
        (block, values, length) -> {
          double distance = index.squaredDistance(values, length, codes[block]);
          float error = (float) (weights.of(block) * distance);
          keys[block] = ((long) Float.floatToIntBits(error) << 32) | (Integer.MAX_VALUE - block);
        });
    Arrays.sort(keys);
    return keys;
  }

  private static boolean hasError(long key) {
    return key >>> 32 != 0;
  }

  private static int blockOf(long key) {
    return Integer.MAX_VALUE - (int) key;
  }
}
