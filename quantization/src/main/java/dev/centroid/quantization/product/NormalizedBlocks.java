package dev.centroid.quantization.product;

/**
 * Reads the blocks of a weight, scaled by a power of two so that the largest entry is between 1 and
 * 2, and with the mean block taken away. Distances keep their order; squares of huge or tiny
 * weights neither overflow nor vanish, and the expanded form |c|^2 - 2 x.c of a distance does not
 * cancel when all blocks are far from zero.
 */
final class NormalizedBlocks {

  private final float[] weight;
  private final BlockLayout layout;
  private final float scale;
  private final float[] scaledMean;

  private NormalizedBlocks(float[] weight, BlockLayout layout, float scale, float[] scaledMean) {
    this.weight = weight;
    this.layout = layout;
    this.scale = scale;
    this.scaledMean = scaledMean;
  }

  /**
   * @param weight finite entries; only read
   */
  static NormalizedBlocks of(float[] weight, BlockLayout layout) {
    float largest = 0;
    for (float entry : weight) {
      largest = Math.max(largest, Math.abs(entry));
    }
    float scale = Math.scalb(1f, -Math.getExponent(largest));
    float[] scaled = new float[layout.blockSize()];
    BlockSums sums = new BlockSums(1, layout);
    layout.forEachBlock(
        (block, offset, length) -> {
          for (int i = 0; i < length; i++) {
            scaled[i] = weight[offset + i] * scale;
          }
          sums.add(0, scaled, 0, length);
        });
    return new NormalizedBlocks(weight, layout, scale, sums.means());
  }

  float[] weight() {
    return weight;
  }

  BlockLayout layout() {
    return layout;
  }

  /**
   * Reads a block.
   *
   * @param into receives the block's entries at the front, and 0 (the mean) where the block is
   *     short; as long as the block size
   * @return the block's length
   */
  int read(int block, float[] into) {
    int length = layout.lengthOf(block);
    read(layout.offsetOf(block), length, into);
    return length;
  }

  /** Shows the blocks from {@code first} to {@code end - 1}, in order, to a visitor. */
  void forEach(int first, int end, ValuesVisitor visitor) {
    float[] values = new float[layout.blockSize()];
    layout.forEachBlock(
        first,
        end,
        (block, offset, length) -> {
          read(offset, length, values);
          visitor.visit(block, values, length);
        });
  }

  private void read(int offset, int length, float[] into) {
    for (int i = 0; i < length; i++) {
      into[i] = weight[offset + i] * scale - scaledMean[i];
    }
    for (int i = length; i < into.length; i++) {
      into[i] = 0;
    }
  }

  /** Centroids of the weight's own scale, normalized as its blocks are; K x d. */
  float[] normalized(Codebook codebook) {
    float[] centroids = codebook.centroids().clone();
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = centroids[i] * scale - scaledMean[i % scaledMean.length];
    }
    return centroids;
  }

  /** The value in the weight's own scale of a normalized value at an entry of a block. */
  float denormalized(int entry, float value) {
    return (value + scaledMean[entry]) / scale;
  }

  /** Is shown normalized blocks. */
  @FunctionalInterface
  interface ValuesVisitor {

    /**
     * @param block its number
     * @param values its entries at the front, and 0 where it is short; used again for the next
     * @param length its entries
     */
    void visit(int block, float[] values, int length);
  }
}
