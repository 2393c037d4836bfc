package dev.centroid.quantization.product;

/** Sums of products of two entries of a row, over all rows. */
final class SecondMoments {

  private final double[] sums;
  private final int width;

  private SecondMoments(double[] sums, int width) {
    this.sums = sums;
    this.width = width;
  }

  /**
   * @param weight rows one after the other
   * @param rowWidth entries of a row
   * @param first the first entry of a row that is looked at
   * @param width how many are
   */
  static SecondMoments of(float[] weight, int rowWidth, int first, int width) {
    double[] sums = new double[Math.multiplyExact(width, width)];
    for (int row = first; row < weight.length; row += rowWidth) {
      for (int i = 0; i < width; i++) {
        double factor = weight[row + i];
        for (int j = i; j < width; j++) {
          sums[i * width + j] += factor * weight[row + j];
        }
      }
    }
    return new SecondMoments(sums, width);
  }

  /** The sum for two entries, counted from the first that was looked at. */
  double of(int one, int other) {
    return sums[Math.min(one, other) * width + Math.max(one, other)];
  }
}
