package dev.centroid.quantization.product;

import java.util.List;

/**
 * How a weight is cut into blocks: each of its {@code rows} is flattened and cut into blocks of
 * {@code blockSize} consecutive entries, and each block gets one code. When the block size does not
 * divide the row width, the last block of each row is shorter; what it lacks is neither stored nor
 * counted. Blocks are numbered along the rows, row after row.
 *
 * @param rows at least 1
 * @param rowWidth entries of a row, at least 1
 * @param blockSize entries of a block (d), at least 1
 */
public record BlockLayout(int rows, int rowWidth, int blockSize) {

  public BlockLayout {
    if (rows < 1 || rowWidth < 1 || blockSize < 1) {
      throw new IllegalArgumentException(
          "rows, row width and block size must be at least 1, but are %d, %d and %d"
              .formatted(rows, rowWidth, blockSize));
    }
    if ((long) rows * rowWidth > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d x %d entries are more than one array holds (%d)"
              .formatted(rows, rowWidth, Integer.MAX_VALUE));
    }
  }

  /**
   * The layout of a tensor: the first dimension gives the rows and the others are flattened in
   * order; a tensor of one dimension is one row.
   *
   * @param shape at least one dimension, each at least 1
   * @param blockSize entries of a block, at least 1
   * @throws IllegalArgumentException when the shape has no entries or more than an array holds
   */
  public static BlockLayout of(List<Long> shape, int blockSize) {
    if (shape.isEmpty()) {
      throw new IllegalArgumentException("a scalar has no rows to cut into blocks");
    }
    long rows = shape.size() == 1 ? 1 : shape.get(0);
    long rowWidth =
        shape.stream()
            .skip(shape.size() == 1 ? 0 : 1)
            .mapToLong(Long::longValue)
            .reduce(1, Math::multiplyExact);
    if (rows > Integer.MAX_VALUE || rowWidth > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("shape " + shape + " is more than one array holds");
    }
    return new BlockLayout((int) rows, (int) rowWidth, blockSize);
  }

  /** Blocks of a row, the shorter last one included. */
  public int blocksPerRow() {
    return (rowWidth - 1) / blockSize + 1;
  }

  /** Blocks of the weight (N). */
  public int blockCount() {
    return rows * blocksPerRow();
  }

  /** Entries of the weight. */
  public int elementCount() {
    return rows * rowWidth;
  }

  /** Entries of the longest block: the block size, or the row width when that is smaller. */
  public int longestBlock() {
    return Math.min(blockSize, rowWidth);
  }

  /** Entries of the last block of each row, from 1 to {@link #longestBlock()}. */
  public int lastBlockLength() {
    return rowWidth - (blocksPerRow() - 1) * blockSize;
  }

  /**
   * Entries of a block.
   *
   * @param block from 0 to {@code blockCount() - 1}
   */
  public int lengthOf(int block) {
    return isLastOfRow(block) ? lastBlockLength() : blockSize;
  }

  /**
   * Index in the flattened weight of the block's first entry.
   *
   * @param block from 0 to {@code blockCount() - 1}
   */
  public int offsetOf(int block) {
    int row = block / blocksPerRow();
    return row * rowWidth + (block - row * blocksPerRow()) * blockSize;
  }

  /** Shows all blocks, in order, to a visitor. */
  void forEachBlock(BlockVisitor visitor) {
    forEachBlock(0, blockCount(), visitor);
  }

  /** Shows the blocks from {@code first} to {@code end - 1}, in order, to a visitor. */
  void forEachBlock(int first, int end, BlockVisitor visitor) {
    int blocksPerRow = blocksPerRow();
    int lastBlockLength = lastBlockLength();
    int leftInRow = blocksPerRow - first % blocksPerRow;
    int offset = first < end ? offsetOf(first) : 0;
    for (int block = first; block < end; block++) {
      leftInRow--;
      int length = leftInRow == 0 ? lastBlockLength : blockSize;
      visitor.visit(block, offset, length);
      offset += length;
      leftInRow = leftInRow == 0 ? blocksPerRow : leftInRow;
    }
  }

  private boolean isLastOfRow(int block) {
    return (block + 1) % blocksPerRow() == 0;
  }

  /** Refuses an array that does not hold exactly the entries of the weight. */
  void requireElements(float[] weight, String what) {
    if (weight.length != elementCount()) {
      throw new IllegalArgumentException(
          "%s has %d entries, but the layout has %d"
              .formatted(what, weight.length, elementCount()));
    }
  }
}
