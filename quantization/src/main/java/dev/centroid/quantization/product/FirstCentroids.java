package dev.centroid.quantization.product;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.recipe.KMeansSettings;
import java.util.Arrays;

/**
 * Chooses blocks of different content as the first centroids.
 *
 * <p>k-means++ (Arthur and Vassilvitskii, 2007) is run on a random sample of 64 blocks a centroid,
 * all of full length: with this it costs no more than one iteration of Lloyd's algorithm. Blocks
 * after the first are drawn by their weighted squared distance.
 */
final class FirstCentroids {

  private static final int SAMPLE_BLOCKS_PER_CENTROID = 64;

  private final NormalizedBlocks blocks;
  private final int size;
  private final BlockWeights weights;
  private final CounterRandom random;
  private final int[] order;
  private final DistinctBlocks chosen;

  /**
   * @param blocks of which more than {@code size} are different
   * @param size number of centroids K
   */
  FirstCentroids(NormalizedBlocks blocks, int size, BlockWeights weights, CounterRandom random) {
    this.blocks = blocks;
    this.size = size;
    this.weights = weights;
    this.random = random;
    this.order = random.permutation(blocks.layout().blockCount());
    this.chosen = new DistinctBlocks(blocks.weight(), blocks.layout(), size);
  }

  /** The first centroids; to be called once. */
  Codebook choose(KMeansSettings.Init init) {
    if (init == KMeansSettings.Init.PLUS_PLUS) {
      chooseByDistance();
    }
    // In random order, as many as are missing: all of them, or what a sample of duplicates lacked.
    for (int i = 0; chosen.size() < size; i++) {
      chosen.add(order[i]);
    }
    return chosen.codebook();
  }

  private void chooseByDistance() {
    DistanceSample sample = new DistanceSample(blocks, sampleBlocks(), weights);
    int next = 0;
    while (chosen.size() < size && next != DistanceSample.NONE) {
      chosen.add(sample.block(next));
      sample.addCentroid(next);
      next = sample.draw(random.nextDouble());
    }
  }

  private int[] sampleBlocks() {
    long wanted = (long) SAMPLE_BLOCKS_PER_CENTROID * size;
    return Arrays.stream(order)
        .filter(block -> blocks.layout().lengthOf(block) == blocks.layout().longestBlock())
        .limit(wanted)
        .toArray();
  }
}
