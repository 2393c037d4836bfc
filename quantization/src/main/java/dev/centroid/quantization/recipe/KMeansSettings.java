package dev.centroid.quantization.recipe;

/**
 * How a codebook is learnt from the blocks of a weight.
 *
 * @param init how the first centroids are chosen
 * @param iterations most Lloyd iterations, at least 1
 * @param tolerance stop when an iteration lowers the error by less than this share of it; 0 runs
 *     until no code changes
 * @param weights how much the error of each block counts
 * @param fisherBatches batches of training data that Fisher weights are measured on, at least 1; 0
 *     without such weights
 */
public record KMeansSettings(
    Init init, int iterations, double tolerance, Weights weights, int fisherBatches) {

  /** Choices of the first centroids. */
  public enum Init {
    /** D^2-weighted sampling (k-means++). */
    PLUS_PLUS,
    /** Distinct blocks drawn at random. */
    SAMPLE
  }

  /** Choices of the weights of blocks. */
  public enum Weights {
    /** All blocks count the same. */
    NONE,
    /** Blocks count by their mean squared gradient: the diagonal of the Fisher information. */
    FISHER
  }

  public KMeansSettings {
    Checks.atLeast("kmeans.iterations", iterations, 1);
    Checks.between("kmeans.tolerance", tolerance, 0, 1);
    if (weights == Weights.FISHER) {
      Checks.atLeast("kmeans.fisherBatches", fisherBatches, 1);
    } else {
      Checks.that(
          fisherBatches == 0,
          "kmeans.fisherBatches: is of 'weights: fisher' only; remove it or set weights");
    }
  }

  /** Without weights. */
  public KMeansSettings(Init init, int iterations, double tolerance) {
    this(init, iterations, tolerance, Weights.NONE, 0);
  }
}
