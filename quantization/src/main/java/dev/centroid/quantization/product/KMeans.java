package dev.centroid.quantization.product;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.recipe.KMeansSettings;
import java.util.Arrays;

/**
 * Lloyd's algorithm over the blocks of a weight: centroids become the means of their blocks, blocks
 * move to their nearest centroid, until no block moves, the error falls by less than the tolerance,
 * or the iterations are used up. The last step is always an assignment, so codes name the nearest
 * of the centroids returned.
 */
final class KMeans {

  private static final int UNASSIGNED = -1;

  private final NormalizedBlocks blocks;
  private final int size;
  private final KMeansSettings settings;
  private final ChunkedWork work;
  private final int[] codes;

  /**
   * @param blocks of which more than {@code size} are different
   * @param size number of centroids K
   */
  KMeans(NormalizedBlocks blocks, int size, KMeansSettings settings, ChunkedWork work) {
    this.blocks = blocks;
    this.size = size;
    this.settings = settings;
    this.work = work;
    this.codes = new int[blocks.layout().blockCount()];
    Arrays.fill(codes, UNASSIGNED);
  }

  /** Runs to the end; to be called once. */
  Clustering run(CounterRandom random) {
    float[] centroids = new FirstCentroids(blocks, size, random).choose(settings.init());
    Assignment assignment = assign(centroids);
    int iterations = 0;
    boolean converged = false;
    while (!converged && iterations < settings.iterations()) {
      centroids = updated(centroids, assignment.sums());
      Assignment next = assign(centroids);
      iterations++;
      double gain = assignment.error() - next.error();
      converged = next.changed() == 0 || gain < settings.tolerance() * assignment.error();
      assignment = next;
    }
    return new Clustering(centroids, codes, iterations);
  }

  private Assignment assign(float[] centroids) {
    return Assignment.of(blocks, new CentroidIndex(centroids, blocks.layout()), codes, work);
  }

  private float[] updated(float[] centroids, BlockSums sums) {
    int blockSize = blocks.layout().blockSize();
    float[] means = centroids.clone();
    int empty = 0;
    for (int k = 0; k < size; k++) {
      for (int j = 0; j < blockSize; j++) {
        if (sums.count(k, j) > 0) {
          means[k * blockSize + j] = sums.mean(k, j);
        }
      }
      if (sums.count(k) == 0) {
        empty++;
      }
    }
    if (empty > 0) {
      refill(means, sums, new WorstBlocks(blocks, centroids, codes).choose(empty));
    }
    return means;
  }

  private void refill(float[] means, BlockSums sums, int[] replacements) {
    int blockSize = blocks.layout().blockSize();
    float[] block = new float[blockSize];
    int next = 0;
    for (int k = 0; k < size && next < replacements.length; k++) {
      if (sums.count(k) == 0) {
        blocks.read(replacements[next++], block);
        System.arraycopy(block, 0, means, k * blockSize, blockSize);
      }
    }
  }

  /**
   * What k-means found.
   *
   * @param centroids K x d, normalized
   * @param codes of each block
   * @param iterations updates of the centroids
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Clustering(float[] centroids, int[] codes, int iterations) {}
}
