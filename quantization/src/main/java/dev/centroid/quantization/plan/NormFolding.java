package dev.centroid.quantization.plan;

/**
 * Folds the statistics of a batch norm into its weight and bias: in evaluation {@code (x - mean) /
 * sqrt(variance + epsilon) * weight + bias} is the same function of x with mean 0, variance 1 and
 * another weight and bias.
 */
final class NormFolding {

  private NormFolding() {}

  /**
   * @param weight a channel
   * @param bias a channel
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ScaleShift(float[] weight, float[] bias) {}

  /**
   * @param epsilon added to the variance, before and after
   */
  static ScaleShift fold(
      float[] weight, float[] bias, float[] mean, float[] variance, double epsilon) {
    float[] scale = new float[weight.length];
    float[] shift = new float[weight.length];
    for (int channel = 0; channel < weight.length; channel++) {
      double slope = weight[channel] / Math.sqrt(variance[channel] + epsilon);
      scale[channel] = (float) (slope * Math.sqrt(1 + epsilon));
      shift[channel] = (float) (bias[channel] - mean[channel] * slope);
    }
    return new ScaleShift(scale, shift);
  }
}
