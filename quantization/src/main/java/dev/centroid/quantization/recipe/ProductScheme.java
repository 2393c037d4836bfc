package dev.centroid.quantization.recipe;

/**
 * Product quantization: blocks share the centroids of a codebook.
 *
 * @param blockSize entries of a block, at least 1
 * @param centroids codebook size K, 2 to 65536
 * @param permute whether input channels are arranged before blocks are cut, where that matters
 */
public record ProductScheme(int blockSize, int centroids, boolean permute) implements Scheme {

  /** Largest codebook. */
  public static final int MAX_CENTROIDS = 65_536;

  public ProductScheme {
    Checks.atLeast("blockSize", blockSize, 1);
    Checks.that(
        centroids >= 2 && centroids <= MAX_CENTROIDS,
        "centroids: must be between 2 and " + MAX_CENTROIDS + ", but is " + centroids);
  }
}
