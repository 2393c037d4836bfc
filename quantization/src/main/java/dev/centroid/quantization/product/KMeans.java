package dev.centroid.quantization.product;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.recipe.KMeansSettings;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Lloyd's algorithm over the blocks of a weight: centroids become the weighted means of their
 * blocks, blocks move to their nearest centroid, until no block moves, the weighted error falls by
 * less than the tolerance, or the iterations are used up. The last step is always an assignment, so
 * codes name the nearest of the centroids returned.
 */
final class KMeans {

  private static final int UNASSIGNED = -1;

  private final NormalizedBlocks blocks;
  private final int size;
  private final KMeansSettings settings;
  private final Prior prior;
  private final ChunkedWork work;
  private final int[] codes;

  /**
   * @param blocks of which more than {@code size} are different
   * @param size number of centroids K
   * @param prior fits the blocks' layout and K
   */
  KMeans(
      NormalizedBlocks blocks, int size, KMeansSettings settings, Prior prior, ChunkedWork work) {
    this.blocks = blocks;
    this.size = size;
    this.settings = settings;
    this.prior = prior;
    this.work = work;
    this.codes = new int[blocks.layout().blockCount()];
    Arrays.fill(codes, UNASSIGNED);
  }

  /**
   * Runs to the end; to be called once.
   *
   * @param iterated is told the number of iterations after each; may throw to break off
   */
  Clustering run(CounterRandom random, IntConsumer iterated) {
    Codebook codebook = prior.start().orElseGet(() -> firstCentroids(random));
    Assignment assignment = assign(codebook);
    int iterations = 0;
    boolean converged = false;
    while (!converged && iterations < settings.iterations()) {
      codebook = updated(codebook, assignment.sums());
      Assignment next = assign(codebook);
      iterations++;
      double gain = assignment.error() - next.error();
      converged = next.changed() == 0 || gain < settings.tolerance() * assignment.error();
      assignment = next;
      iterated.accept(iterations);
    }
    return new Clustering(new QuantizedWeight(blocks.layout(), codebook, codes), iterations);
  }

  private Assignment assign(Codebook codebook) {
    return Assignment.of(blocks, index(codebook), codes, prior.weights(), work);
  }

  private Codebook firstCentroids(CounterRandom random) {
    return new FirstCentroids(blocks, size, prior.weights(), random).choose(settings.init());
  }

  private WorstBlocks worstBlocks(Codebook codebook) {
    return new WorstBlocks(blocks, index(codebook), codes, prior.weights());
  }

  private CentroidIndex index(Codebook codebook) {
    return new CentroidIndex(blocks.normalized(codebook), blocks.layout());
  }

  private Codebook updated(Codebook codebook, BlockSums sums) {
    int blockSize = codebook.blockSize();
    float[] means = codebook.centroids().clone();
    for (int i = 0; i < means.length; i++) {
      int entry = i % blockSize;
      if (sums.weight(i / blockSize, entry) > 0) {
        means[i] = blocks.denormalized(entry, sums.mean(i / blockSize, entry));
      }
    }
    int[] empty = IntStream.range(0, size).filter(k -> sums.weight(k) == 0).toArray();
    if (empty.length > 0) {
      refill(means, empty, worstBlocks(codebook).choose(empty.length));
    }
    return new Codebook(blockSize, means);
  }

  private void refill(float[] centroids, int[] empty, DistinctBlocks replacements) {
    for (int i = 0; i < replacements.size(); i++) {
      replacements.copyTo(i, centroids, empty[i]);
    }
  }

  /**
   * What k-means found.
   *
   * @param weight centroids and codes
   * @param iterations updates of the centroids
   */
  record Clustering(QuantizedWeight weight, int iterations) {}
}
