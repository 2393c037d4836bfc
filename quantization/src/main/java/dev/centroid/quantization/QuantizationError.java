package dev.centroid.quantization;

/** How far a compressed weight is from the weight. */
public final class QuantizationError {

  private QuantizationError() {}

  /**
   * ||W - W'||_F / ||W||_F; 0 for equal weights.
   *
   * @param weight W
   * @param decoded W', as long
   */
  public static double relative(float[] weight, float[] decoded) {
    return relative(weight, index -> decoded[index]);
  }

  /** The same for entries that are decoded when they are asked for. */
  public static double relative(float[] weight, DecodedEntries decoded) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < weight.length; i++) {
      double difference = (double) weight[i] - decoded.at(i);
      error += difference * difference;
      norm += (double) weight[i] * weight[i];
    }
    return error == 0 ? 0 : Math.sqrt(error / norm);
  }

  /** Entries of W' by their index. */
  @FunctionalInterface
  public interface DecodedEntries {
    float at(int index);
  }
}
