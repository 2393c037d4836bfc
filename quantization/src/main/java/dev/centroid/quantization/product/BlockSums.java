package dev.centroid.quantization.product;

/**
 * Sums of blocks by group, in double precision, and how many blocks there were: a block that is
 * shorter than the block size counts only where it has entries.
 */
final class BlockSums {

  private final int blockSize;
  private final int shortLength;
  private final double[] sums;
  private final int[] blocks;
  private final int[] shortBlocks;

  /**
   * @param groups numbered from 0
   * @param layout gives the block size and the length of the only shorter blocks there can be
   */
  BlockSums(int groups, BlockLayout layout) {
    this.blockSize = layout.blockSize();
    this.shortLength = layout.lastBlockLength();
    this.sums = new double[Math.multiplyExact(groups, blockSize)];
    this.blocks = new int[groups];
    this.shortBlocks = new int[groups];
  }

  void add(int group, float[] values, int offset, int length) {
    int base = group * blockSize;
    for (int i = 0; i < length; i++) {
      sums[base + i] += values[offset + i];
    }
    blocks[group]++;
    if (length < blockSize) {
      shortBlocks[group]++;
    }
  }

  /** Adds the sums of other blocks of the same groups and layout. */
  void add(BlockSums other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    for (int group = 0; group < blocks.length; group++) {
      blocks[group] += other.blocks[group];
      shortBlocks[group] += other.shortBlocks[group];
    }
  }

  /** How many blocks of a group there were. */
  int count(int group) {
    return blocks[group];
  }

  /** How many blocks of a group had an entry. */
  int count(int group, int entry) {
    return entry < shortLength ? blocks[group] : blocks[group] - shortBlocks[group];
  }

  /** Mean of an entry over the blocks of a group that had it; 0 where there was none. */
  float mean(int group, int entry) {
    int count = count(group, entry);
    return count == 0 ? 0 : (float) (sums[group * blockSize + entry] / count);
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
