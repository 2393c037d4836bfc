package dev.centroid.quantization.product;

/**
 * A weight that has been quantized, and how well it went.
 *
 * @param weight codes and centroids
 * @param relativeError ||W - W'||_F / ||W||_F; 0 for a weight that is all zero
 * @param iterations updates of the centroids that were made; 0 when every block has its own
 *     centroid
 * @param usedCentroids centroids that some block has as its own
 */
public record Quantized(
    QuantizedWeight weight, double relativeError, int iterations, int usedCentroids) {

  /** The same of a weight whose channels were arranged before. */
  public Quantized in(ChannelOrder order) {
    return new Quantized(weight.withOrder(order), relativeError, iterations, usedCentroids);
  }
}
