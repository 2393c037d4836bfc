package dev.centroid.quantization.recipe;

/**
 * How the packed file stores what it holds.
 *
 * @param codes how codes are stored
 * @param centroids element type of stored centroids
 * @param rest element type of parameters that are not compressed
 * @param batchNorm what is stored of batch norms
 */
public record PackingSettings(
    CodeForm codes, CentroidType centroids, RestType rest, BatchNormForm batchNorm) {

  /** Ways of storing codes. */
  public enum CodeForm {
    /** Each in as many bits as a code has. */
    PACKED,
    /** In as many bits as it carries information, where a layer's get smaller by that. */
    ENTROPY
  }

  /** Element types of stored centroids. */
  public enum CentroidType {
    FLOAT16,
    FLOAT32,
    /** On one grid of 256 values a codebook. */
    INT8
  }

  /** Element types of parameters that are not compressed. */
  public enum RestType {
    FLOAT16,
    /** As the model has them. */
    FLOAT32
  }

  /** What is stored of batch norms. */
  public enum BatchNormForm {
    /** Weight, bias and statistics, as the model has them. */
    STATISTICS,
    /** The one scale and shift that they amount to in evaluation; the statistics become 0 and 1. */
    SCALE_AND_SHIFT
  }
}
