package dev.centroid.quantization.product;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.QuantizationError;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.KMeansSettings;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Product quantization of a weight: a codebook learnt by k-means over its blocks, and for each
 * block the code of the nearest centroid.
 *
 * <p>Results are a pure function of weight, layout, settings, prior, seed and layer name:
 * bit-identical for any number of threads. Memory beyond the weight is O(N + K d), and the time of
 * an iteration O(N K d).
 */
public final class ProductQuantizer {

  private ProductQuantizer() {}

  /** The same, telling nobody how far it is. */
  public static Quantized quantize(
      String layer,
      float[] weight,
      BlockLayout layout,
      int centroids,
      KMeansSettings settings,
      Prior prior,
      long seed,
      int threads) {
    return quantize(
        layer, weight, layout, centroids, settings, prior, seed, threads, iterations -> {});
  }

  /**
   * Quantizes a weight. The codebook has min(K, N) centroids. When there are at most so many
   * different blocks, each has a centroid of its own, the error is exactly 0, and centroids left
   * over are zero. A short block counts as different from a longer one unless what the longer one
   * has more is zero.
   *
   * @param layer name of the layer; independent randomness, and named in errors
   * @param weight the flattened weight; only read
   * @param layout how it is cut into blocks
   * @param centroids largest codebook size K, at least 1
   * @param settings how the codebook is learnt
   * @param prior what is known before
   * @param seed the job's seed
   * @param threads at least 1; does not change the result
   * @param iterated is told the number of iterations of k-means after each; may throw to break off
   * @throws InvalidInputException when the weight holds a NaN or an infinity; names layer and index
   */
  public static Quantized quantize(
      String layer,
      float[] weight,
      BlockLayout layout,
      int centroids,
      KMeansSettings settings,
      Prior prior,
      long seed,
      int threads,
      IntConsumer iterated) {
    layout.requireElements(weight, "layer " + layer);
    requireFinite(layer, weight);
    int codebookSize = Math.min(centroids, layout.blockCount());
    prior.requireFit(layout, codebookSize);
    Optional<QuantizedWeight> exact = DistinctBlocks.quantize(weight, layout, codebookSize);
    if (exact.isPresent()) {
      return measured(exact.get(), weight, 0);
    }
    try (ChunkedWork work = new ChunkedWork(threads)) {
      NormalizedBlocks blocks = NormalizedBlocks.of(weight, layout);
      CounterRandom random =
          CounterRandom.of(seed, Purpose.KMEANS_INIT, CounterRandom.coordinate(layer));
      KMeans.Clustering found =
          new KMeans(blocks, codebookSize, settings, prior, work).run(random, iterated);
      return measured(found.weight(), weight, found.iterations());
    }
  }

  private static Quantized measured(QuantizedWeight quantized, float[] weight, int iterations) {
    double relativeError = QuantizationError.relative(weight, quantized.decode());
    BitSet used = new BitSet(quantized.codebook().size());
    Arrays.stream(quantized.codes()).forEach(used::set);
    return new Quantized(quantized, relativeError, iterations, used.cardinality());
  }

  private static void requireFinite(String layer, float[] weight) {
    for (int i = 0; i < weight.length; i++) {
      if (!Float.isFinite(weight[i])) {
        throw new InvalidInputException(
            "layer %s: entry %d of the flattened weight is %s; only finite weights can be quantized, so repair the model or leave this layer out of the recipe"
                .formatted(layer, i, weight[i]));
      }
    }
  }
}
