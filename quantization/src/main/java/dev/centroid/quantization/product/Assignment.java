package dev.centroid.quantization.product;

import java.util.Arrays;

/**
 * What one pass over all blocks found: each block's nearest centroid is written to the codes, and
 * this is the rest.
 *
 * @param sums of the blocks of each centroid
 * @param error weighted sum of squared distances to the nearest centroids
 * @param changed blocks that got another code than they had
 */
record Assignment(BlockSums sums, double error, int changed) {

  private static final int FEWEST_BLOCKS_IN_CHUNK = 4096;

  /**
   * Blocks in a chunk for each centroid: sums of a chunk take 2 d doubles a centroid at most, so
   * those of all chunks are bounded by the size of the weight.
   */
  private static final int BLOCKS_IN_CHUNK_PER_CENTROID = 4;

  /**
   * Gives each block its nearest centroid. Chunks of blocks are fixed by K alone and added in their
   * order, so that the result does not depend on the number of threads.
   *
   * @param codes read and overwritten
   */
  static Assignment of(
      NormalizedBlocks blocks,
      CentroidIndex centroids,
      int[] codes,
      BlockWeights weights,
      ChunkedWork work) {
    int chunkBlocks =
        Math.max(FEWEST_BLOCKS_IN_CHUNK, BLOCKS_IN_CHUNK_PER_CENTROID * centroids.size());
    int chunks = (codes.length - 1) / chunkBlocks + 1;
    Assignment[] parts = new Assignment[chunks];
    work.run(
        chunks,
        chunk -> {
          int first = chunk * chunkBlocks;
          int end = Math.min(codes.length, first + chunkBlocks);
          parts[chunk] = ofRange(blocks, centroids, codes, weights, first, end);
        });
    return sum(parts);
  }

  private static Assignment ofRange(
      NormalizedBlocks blocks,
      CentroidIndex centroids,
      int[] codes,
      BlockWeights weights,
      int first,
      int end) {
    int[] before = Arrays.copyOfRange(codes, first, end);
    lookUp(blocks, centroids, codes, first, end);
    Totals totals = new Totals(new BlockSums(centroids.size(), blocks.layout()));
    blocks.forEach(
        first,
        end,
        (block, values, length) -> {
          int nearest = codes[block];
          double weight = weights.of(block);
          totals.sums.add(nearest, values, 0, length, weight);
          totals.error += weight * centroids.squaredDistance(values, length, nearest);
          totals.changed += before[block - first] == nearest ? 0 : 1;
        });
    return new Assignment(totals.sums, totals.error, totals.changed);
  }

  private static void lookUp(
      NormalizedBlocks blocks, CentroidIndex centroids, int[] codes, int first, int end) {
    NearestSearch search = new NearestSearch(centroids);
    BlockLayout layout = blocks.layout();
    BlockTile longTile = new BlockTile(layout.longestBlock());
    boolean someAreShort = layout.lastBlockLength() < layout.longestBlock();
    BlockTile shortTile = someAreShort ? new BlockTile(layout.lastBlockLength()) : longTile;
    blocks.forEach(
        first,
        end,
        (block, values, length) -> {
          BlockTile tile = length == layout.longestBlock() ? longTile : shortTile;
          tile.add(block, values);
          if (tile.isFull()) {
            search.nearest(tile, codes);
            tile.clear();
          }
        });
    search.nearest(longTile, codes);
    if (someAreShort) {
      search.nearest(shortTile, codes);
    }
  }

  private static Assignment sum(Assignment[] parts) {
    BlockSums sums = parts[0].sums;
    double error = parts[0].error;
    int changed = parts[0].changed;
    for (int i = 1; i < parts.length; i++) {
      sums.add(parts[i].sums);
      error += parts[i].error;
      changed += parts[i].changed;
    }
    return new Assignment(sums, error, changed);
  }

  /** Running totals of a chunk. */
  private static final class Totals {

    private final BlockSums sums;
    private double error;
    private int changed;

    private Totals(BlockSums sums) {
      this.sums = sums;
    }
  }
}
