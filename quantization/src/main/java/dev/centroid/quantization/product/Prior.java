package dev.centroid.quantization.product;

import java.util.Optional;

/**
 * What is known of a layer before its k-means.
 *
 * @param weights how much each block's error counts
 * @param start centroids to start from in place of blocks: those of a nearly equal weight, which
 *     only few iterations lie between; of the layout's block size, and as many as the codebook will
 *     have
 */
public record Prior(BlockWeights weights, Optional<Codebook> start) {

  /** Nothing: blocks count the same, and some of them are the first centroids. */
  public static final Prior NONE = new Prior(BlockWeights.EQUAL, Optional.empty());

  /** The same, where blocks count differently. */
  public Prior with(BlockWeights other) {
    return new Prior(other, start);
  }

  /** The same, with centroids to start from. */
  public Prior with(Codebook centroids) {
    return new Prior(weights, Optional.of(centroids));
  }

  void requireFit(BlockLayout layout, int centroids) {
    weights.requireBlocks(layout);
    start.ifPresent(
        codebook -> {
          if (codebook.size() != centroids || codebook.blockSize() != layout.blockSize()) {
            throw new IllegalArgumentException(
                "k-means of %d centroids of %d entries cannot start from %d of %d"
                    .formatted(
                        centroids, layout.blockSize(), codebook.size(), codebook.blockSize()));
          }
        });
  }
}
