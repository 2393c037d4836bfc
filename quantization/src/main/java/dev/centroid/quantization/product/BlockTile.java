package dev.centroid.quantization.product;

/** A fixed number of blocks of one length, held entry by entry, which are looked up together. */
final class BlockTile {

  /** Blocks in a full tile: with their scores they fit the first-level cache of common CPUs. */
  static final int CAPACITY = 512;

  private final float[][] entries;
  private final int[] blocks = new int[CAPACITY];
  private int size;

  /**
   * @param length entries of each block
   */
  BlockTile(int length) {
    this.entries = new float[length][CAPACITY];
  }

  void add(int block, float[] values) {
    for (int j = 0; j < entries.length; j++) {
      entries[j][size] = values[j];
    }
    blocks[size++] = block;
  }

  void clear() {
    size = 0;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  int size() {
    return size;
  }

  /** Copies the entries of a block of the tile. */
  void read(int index, float[] into) {
    for (int j = 0; j < entries.length; j++) {
      into[j] = entries[j][index];
    }
  }

  /** The number in the weight of a block of the tile. */
  int block(int index) {
    return blocks[index];
  }

  /** Entry by entry, then block by block; what lies beyond the size is left from before. */
  float[][] entries() {
    return entries;
  }
}
