package dev.centroid.quantization.product;

/**
 * What one pass over all blocks found: each block's nearest centroid is written to the codes, and
 * this is the rest.
 *
 * @param sums of the blocks of each centroid
 * @param error sum of squared distances to the nearest centroids
 * @param changed blocks that got another code than they had
 */
record Assignment(BlockSums sums, double error, int changed) {

  private static final int FEWEST_BLOCKS_IN_CHUNK = 1024;

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
      NormalizedBlocks blocks, CentroidIndex centroids, int[] codes, ChunkedWork work) {
    int chunkBlocks =
        Math.max(FEWEST_BLOCKS_IN_CHUNK, BLOCKS_IN_CHUNK_PER_CENTROID * centroids.size());
    int chunks = (codes.length - 1) / chunkBlocks + 1;
    Assignment[] parts = new Assignment[chunks];
    work.run(
        chunks,
        chunk -> {
          int first = chunk * chunkBlocks;
          int end = Math.min(codes.length, first + chunkBlocks);
          parts[chunk] = ofRange(blocks, centroids, codes, first, end);
        });
    return sum(parts);
  }

  private static Assignment ofRange(
      NormalizedBlocks blocks, CentroidIndex centroids, int[] codes, int first, int end) {
    BlockSums sums = new BlockSums(centroids.size(), blocks.layout());
    float[] scores = new float[centroids.size()];
    float[] block = new float[blocks.layout().blockSize()];
    double error = 0;
    int changed = 0;
    for (int i = first; i < end; i++) {
      int length = blocks.read(i, block);
      int nearest = centroids.nearest(block, length, scores);
      error += centroids.squaredDistance(block, length, nearest);
      sums.add(nearest, block, 0, length);
      if (codes[i] != nearest) {
        codes[i] = nearest;
        changed++;
      }
    }
    return new Assignment(sums, error, changed);
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
}
