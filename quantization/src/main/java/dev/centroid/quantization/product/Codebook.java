package dev.centroid.quantization.product;

import dev.centroid.quantization.InvalidInputException;
import java.util.Arrays;

/**
 * The centroids of one layer.
 *
 * @param blockSize entries of a centroid (d), at least 1
 * @param centroids K x d, centroid after centroid; held as it is, so it must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content
public record Codebook(int blockSize, float[] centroids) {

  public Codebook {
    if (blockSize < 1 || centroids.length == 0 || centroids.length % blockSize != 0) {
      throw new IllegalArgumentException(
          "%d entries are not a whole number of centroids of %d"
              .formatted(centroids.length, blockSize));
    }
  }

  /** Number of centroids (K). */
  public int size() {
    return centroids.length / blockSize;
  }

  /**
   * Each entry rounded to the nearest float16, as a packed file of float16 centroids holds it.
   *
   * @param layer named in the error
   * @throws InvalidInputException when an entry is beyond what float16 holds
   */
  public Codebook roundedToFloat16(String layer) {
    float[] rounded = new float[centroids.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Float16.toFloat(Float16.fromFloat(centroids[i]));
      if (!Float.isFinite(rounded[i])) {
        throw new InvalidInputException(
            ("layer %s: centroid %d holds %s, which float16 cannot hold (at most %s);"
                    + " set packing.centroids to float32")
                .formatted(layer, i / blockSize, centroids[i], Float16.MAX_VALUE));
      }
    }
    return new Codebook(blockSize, rounded);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Codebook that
        && blockSize == that.blockSize
        && Arrays.equals(centroids, that.centroids);
  }

  @Override
  public int hashCode() {
    return 31 * blockSize + Arrays.hashCode(centroids);
  }
}
