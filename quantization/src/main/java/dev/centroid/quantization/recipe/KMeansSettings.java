package dev.centroid.quantization.recipe;

/**
 * How a codebook is learnt from the blocks of a weight.
 *
 * @param init how the first centroids are chosen
 * @param iterations most Lloyd iterations, at least 1
 * @param tolerance stop when an iteration lowers the error by less than this share of it; 0 runs
 *     until no code changes
 */
public record KMeansSettings(Init init, int iterations, double tolerance) {

  /** Choices of the first centroids. */
  public enum Init {
    /** D^2-weighted sampling (k-means++). */
    PLUS_PLUS,
    /** Distinct blocks drawn at random. */
    SAMPLE
  }

  public KMeansSettings {
    Checks.atLeast("kmeans.iterations", iterations, 1);
    Checks.between("kmeans.tolerance", tolerance, 0, 1);
  }
}
