package dev.centroid.quantization.product;

import java.util.Arrays;
import java.util.Optional;

/**
 * A set of blocks of different content, numbered in the order they were added; 0 and -0 are equal,
 * and a short block equals one that goes on with zeros. Open addressing over block numbers, so its
 * memory is proportional to its capacity and not to the weight.
 */
final class DistinctBlocks {

  private static final int EMPTY = -1;

  private final float[] weight;
  private final BlockLayout layout;
  private final int[] blocks;
  private final int[] table;
  private int size;

  /**
   * @param capacity most blocks of different content it will hold
   */
  DistinctBlocks(float[] weight, BlockLayout layout, int capacity) {
    this.weight = weight;
    this.layout = layout;
    this.blocks = new int[capacity];
    this.table = new int[Integer.highestOneBit(Math.max(capacity, 1)) * 4];
    Arrays.fill(table, EMPTY);
  }

  /**
   * The exact quantization of a weight that has at most so many different blocks: a centroid for
   * each of them, and zeros in the centroids left over. Empty when there are more.
   */
  static Optional<QuantizedWeight> quantize(float[] weight, BlockLayout layout, int centroids) {
    DistinctBlocks distinct = new DistinctBlocks(weight, layout, centroids);
    int[] codes = new int[layout.blockCount()];
    for (int block = 0; block < codes.length; block++) {
      int slot = distinct.slotOf(block);
      if (distinct.table[slot] == EMPTY) {
        if (distinct.size == centroids) {
          return Optional.empty();
        }
        distinct.insert(slot, block);
      }
      codes[block] = distinct.table[slot];
    }
    return Optional.of(new QuantizedWeight(layout, distinct.codebook(), codes));
  }

  /** Adds a block and says whether its content was new. */
  boolean add(int block) {
    int slot = slotOf(block);
    if (table[slot] != EMPTY) {
      return false;
    }
    insert(slot, block);
    return true;
  }

  int size() {
    return size;
  }

  /** A codebook of these blocks in the order they were added, and of zeros up to the capacity. */
  Codebook codebook() {
    float[] centroids = new float[Math.multiplyExact(blocks.length, layout.blockSize())];
    for (int i = 0; i < size; i++) {
      copyTo(i, centroids, i);
    }
    return new Codebook(layout.blockSize(), centroids);
  }

  /** Makes the block that was added as number so and so a centroid; zeros where it is short. */
  void copyTo(int number, float[] centroids, int centroid) {
    int blockSize = layout.blockSize();
    for (int i = 0; i < blockSize; i++) {
      centroids[centroid * blockSize + i] = entry(blocks[number], i);
    }
  }

  private void insert(int slot, int block) {
    blocks[size] = block;
    table[slot] = size;
    size++;
  }

  private int slotOf(int block) {
    int slot = hash(block) & (table.length - 1);
    while (table[slot] != EMPTY && !sameContent(blocks[table[slot]], block)) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private int hash(int block) {
    int hash = 0;
    for (int i = 0; i < layout.blockSize(); i++) {
      // Adding 0 turns -0 into 0.
      hash = hash * 0x9E3779B1 + Float.floatToIntBits(entry(block, i) + 0f);
    }
    return hash ^ (hash >>> 16);
  }

  private boolean sameContent(int block, int other) {
    for (int i = 0; i < layout.blockSize(); i++) {
      if (entry(block, i) != entry(other, i)) {
        return false;
      }
    }
    return true;
  }

  private float entry(int block, int index) {
    return index < layout.lengthOf(block) ? weight[layout.offsetOf(block) + index] : 0;
  }
}
