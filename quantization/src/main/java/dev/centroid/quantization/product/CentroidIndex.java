package dev.centroid.quantization.product;

/**
 * Finds the nearest centroid of a block by the expanded form of the distance: |x - c|^2 / 2 = |x|^2
 * / 2 - (x.c - |c|^2 / 2), whose first term is the same for all centroids. Centroids are held entry
 * by entry, so that the inner loops run over centroids, where the compiler vectorises them.
 */
final class CentroidIndex {

  private final int size;
  private final int blockSize;
  private final float[][] entries;
  private final float[] halfNorms;
  private final float[] shortHalfNorms;
  private final float[] centroids;

  /**
   * @param centroids K x d, centroid after centroid
   * @param layout of the blocks that will be looked up
   */
  CentroidIndex(float[] centroids, BlockLayout layout) {
    this.centroids = centroids;
    this.blockSize = layout.blockSize();
    this.size = centroids.length / blockSize;
    this.entries = new float[blockSize][size];
    for (int k = 0; k < size; k++) {
      for (int j = 0; j < blockSize; j++) {
        entries[j][k] = centroids[k * blockSize + j];
      }
    }
    this.halfNorms = halfNorms(blockSize);
    this.shortHalfNorms = halfNorms(layout.lastBlockLength());
  }

  int size() {
    return size;
  }

  /**
   * The nearest centroid, the lowest number among equals.
   *
   * @param block its entries at the front
   * @param length how many there are: the block size or the length of the layout's last blocks
   * @param scores scratch of at least K entries
   */
  int nearest(float[] block, int length, float[] scores) {
    System.arraycopy(length == blockSize ? halfNorms : shortHalfNorms, 0, scores, 0, size);
    int j = 0;
    for (; j + 4 <= length; j += 4) {
      subtractFour(block, j, scores);
    }
    for (; j < length; j++) {
      subtractOne(block[j], entries[j], scores);
    }
    return lowest(scores);
  }

  /** |x - c|^2, without the cancellation of the expanded form. */
  double squaredDistance(float[] block, int length, int centroid) {
    double sum = 0;
    int base = centroid * blockSize;
    for (int j = 0; j < length; j++) {
      double difference = (double) block[j] - centroids[base + j];
      sum += difference * difference;
    }
    return sum;
  }

  private void subtractFour(float[] block, int j, float[] scores) {
    float x0 = block[j];
    float x1 = block[j + 1];
    float x2 = block[j + 2];
    float x3 = block[j + 3];
    float[] c0 = entries[j];
    float[] c1 = entries[j + 1];
    float[] c2 = entries[j + 2];
    float[] c3 = entries[j + 3];
    for (int k = 0; k < size; k++) {
      scores[k] -= x0 * c0[k] + x1 * c1[k] + x2 * c2[k] + x3 * c3[k];
    }
  }

  private void subtractOne(float x, float[] c, float[] scores) {
    for (int k = 0; k < size; k++) {
      scores[k] -= x * c[k];
    }
  }

  private int lowest(float[] scores) {
    int best = 0;
    float bestScore = scores[0];
    for (int k = 1; k < size; k++) {
      if (scores[k] < bestScore) {
        bestScore = scores[k];
        best = k;
      }
    }
    return best;
  }

  private float[] halfNorms(int length) {
    float[] norms = new float[size];
    for (int k = 0; k < size; k++) {
      double sum = 0;
      for (int j = 0; j < length; j++) {
        sum += (double) entries[j][k] * entries[j][k];
      }
      norms[k] = (float) (sum / 2);
    }
    return norms;
  }
}
