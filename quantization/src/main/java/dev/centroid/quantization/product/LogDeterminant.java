package dev.centroid.quantization.product;

/**
 * The logarithm of the determinant of a symmetric matrix, by its Cholesky decomposition; the same
 * bits on every machine.
 */
final class LogDeterminant {

  /** Share of the trace that is added to the diagonal: blocks may have entries that are all 0. */
  private static final double RIDGE = 1e-9;

  private LogDeterminant() {}

  /**
   * @param matrix symmetric, positive semidefinite up to rounding, rows one after the other; only
   *     read
   * @param size rows and columns
   */
  static double of(double[] matrix, int size) {
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += matrix[i * size + i];
    }
    double floor = RIDGE * trace + Double.MIN_NORMAL;
    double[] lower = new double[size * size];
    double logarithm = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        double sum = matrix[i * size + j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i * size + k] * lower[j * size + k];
        }
        lower[i * size + j] = sum / lower[j * size + j];
      }
      double left = matrix[i * size + i] + floor;
      for (int k = 0; k < i; k++) {
        left -= lower[i * size + k] * lower[i * size + k];
      }
      double pivot = Math.max(left, floor);
      lower[i * size + i] = Math.sqrt(pivot);
      logarithm += StrictMath.log(pivot);
    }
    return logarithm;
  }
}
