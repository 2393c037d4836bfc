package dev.centroid.quantization.product;

/** Normalized centroids and what a search for the nearest of them needs besides. */
final class CentroidIndex {

  private final int blockSize;
  private final float[] centroids;
  private final float[] halfNorms;
  private final float[] shortHalfNorms;

  /**
   * @param centroids K x d, centroid after centroid
   * @param layout of the blocks that will be looked up
   */
  CentroidIndex(float[] centroids, BlockLayout layout) {
    this.centroids = centroids;
    this.blockSize = layout.blockSize();
    this.halfNorms = halfNorms(blockSize);
    this.shortHalfNorms = halfNorms(layout.lastBlockLength());
  }

  int size() {
    return centroids.length / blockSize;
  }

  /** Lowers the lowest scores of a tile's blocks to those of a centroid where these are lower. */
  void lower(BlockTile tile, int centroid, float[] scores, float[] lowest) {
    float[][] x = tile.entries();
    ScoreKernel.lower(
        x, centroids, centroid * blockSize, halfNorm(x.length, centroid), scores, lowest);
  }

  /** The same score for one block, given by its entries. */
  float score(float[] block, int centroid) {
    return ScoreKernel.score(
        block, centroids, centroid * blockSize, halfNorm(block.length, centroid));
  }

  /** |x - c|^2, without the cancellation that a score has. */
  double squaredDistance(float[] block, int length, int centroid) {
    double sum = 0;
    int base = centroid * blockSize;
    for (int j = 0; j < length; j++) {
      double difference = (double) block[j] - centroids[base + j];
      sum += difference * difference;
    }
    return sum;
  }

  private float halfNorm(int length, int centroid) {
    return (length == blockSize ? halfNorms : shortHalfNorms)[centroid];
  }

  private float[] halfNorms(int length) {
    float[] norms = new float[size()];
    for (int k = 0; k < norms.length; k++) {
      double sum = 0;
      for (int j = 0; j < length; j++) {
        double entry = centroids[k * blockSize + j];
        sum += entry * entry;
      }
      norms[k] = (float) (sum / 2);
    }
    return norms;
  }
}
