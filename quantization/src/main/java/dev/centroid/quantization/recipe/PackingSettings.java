package dev.centroid.quantization.recipe;

/**
 * How the packed file stores what it holds.
 *
 * @param centroids element type of stored centroids
 */
public record PackingSettings(CentroidType centroids) {

  /** Element types of stored centroids. */
  public enum CentroidType {
    FLOAT16,
    FLOAT32
  }
}
