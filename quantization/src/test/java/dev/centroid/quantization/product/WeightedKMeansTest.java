package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.KMeansSettings;
import dev.centroid.quantization.recipe.KMeansSettings.Init;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightedKMeansTest {

  private static final long SEED = 23;

  @ParameterizedTest
  @CsvSource({"PLUS_PLUS,0.3", "PLUS_PLUS,1e-30", "PLUS_PLUS,7e20", "SAMPLE,0.3", "SAMPLE,7e20"})
  void equalWeightsGiveExactlyTheUnweightedResult(Init init, float every) {
    BlockLayout layout = new BlockLayout(600, 22, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    float[] equal = new float[layout.blockCount()];
    Arrays.fill(equal, every);

    Quantized weighted = quantize(weight, layout, 48, init, 12, prior(equal));

    assertThat(weighted).isEqualTo(quantize(weight, layout, 48, init, 12, Prior.NONE));
  }

  @ParameterizedTest
  @CsvSource({"PLUS_PLUS,2", "PLUS_PLUS,5", "SAMPLE,3"})
  void threadsDoNotChangeOneBit(Init init, int threads) {
    BlockLayout layout = new BlockLayout(2_000, 30, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    Prior prior = prior(skewed(layout));
    KMeansSettings settings = settings(init, 8);

    Quantized many =
        ProductQuantizer.quantize("fc", weight, layout, 40, settings, prior, SEED, threads);

    assertThat(many)
        .isEqualTo(ProductQuantizer.quantize("fc", weight, layout, 40, settings, prior, SEED, 1));
  }

  @ParameterizedTest
  @CsvSource({"400,16,4,16,1", "400,16,4,16,7", "300,21,4,12,1", "300,21,4,12,9", "500,5,8,10,5"})
  void errorIsThatOfASlowObviousWeightedKMeansFromTheSameCentroids(
      int rows, int rowWidth, int blockSize, int size, int iterations) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    float[] weights = skewed(layout);
    Codebook start = new Codebook(blockSize, Weights.normal(size * blockSize, SEED + 1));

    QuantizedWeight found =
        quantize(weight, layout, size, Init.SAMPLE, iterations, prior(weights).with(start))
            .weight();

    double slow =
        SlowKMeans.weightedError(weight, layout, widened(weights), rowsOf(start), iterations);
    // A block between two centroids may go to the other one by rounding.
    assertThat(weightedError(weight, found, weights)).isCloseTo(slow, within(1e-4 * slow));
  }

  @Test
  void aWeightCountsAsSoManyEqualBlocks() {
    int[] copies = new int[900];
    CounterRandom random = CounterRandom.of(SEED, Purpose.KMEANS_INIT, 3);
    Arrays.setAll(copies, i -> 1 + random.nextInt(3));
    float[] blocks = Weights.normal(900 * 4, SEED);
    float[] repeated = new float[4 * Arrays.stream(copies).sum()];
    float[] weights = new float[900];
    int next = 0;
    for (int i = 0; i < 900; i++) {
      weights[i] = copies[i];
      for (int copy = 0; copy < copies[i]; copy++) {
        System.arraycopy(blocks, 4 * i, repeated, next, 4);
        next += 4;
      }
    }
    Codebook start = new Codebook(4, Weights.normal(4 * 12, SEED + 1));

    Codebook weighted =
        quantize(blocks, new BlockLayout(900, 4, 4), 12, Init.SAMPLE, 5, prior(weights).with(start))
            .weight()
            .codebook();

    Codebook plain =
        quantize(
                repeated,
                new BlockLayout(next / 4, 4, 4),
                12,
                Init.SAMPLE,
                5,
                Prior.NONE.with(start))
            .weight()
            .codebook();
    assertThat(weighted.centroids()).containsExactly(plain.centroids(), within(1e-4f));
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void weightedErrorNeverRisesWithMoreIterations(Init init) {
    BlockLayout layout = new BlockLayout(500, 21, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    float[] weights = skewed(layout);

    double last = Double.MAX_VALUE;
    for (int iterations = 1; iterations <= 20; iterations++) {
      QuantizedWeight found =
          quantize(weight, layout, 32, init, iterations, prior(weights)).weight();
      double error = weightedError(weight, found, weights);
      // Only the rounding of centroids to float can lift the error.
      assertThat(error).as("after %d", iterations).isLessThanOrEqualTo(last * (1 + 1e-6));
      last = error;
    }
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void weightsLowerTheWeightedError(Init init) {
    BlockLayout layout = new BlockLayout(1_000, 16, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    float[] weights = skewed(layout);

    QuantizedWeight aware = quantize(weight, layout, 64, init, 30, prior(weights)).weight();

    QuantizedWeight unaware = quantize(weight, layout, 64, init, 30, Prior.NONE).weight();
    assertThat(weightedError(weight, aware, weights))
        .isLessThan(0.9 * weightedError(weight, unaware, weights));
  }

  @Test
  void anEmptyClusterGetsTheBlockOfTheLargestWeightedError() {
    BlockLayout layout = new BlockLayout(6, 2, 2);
    float[] weight = {1, 1, 1.5f, 1, 1, 1.5f, 9, 9, -5, 1, -1, -1};
    float[] weights = {1, 1, 1, 0.01f, 1, 1};
    // Two equal centroids: one of them gets no block.
    Codebook start = new Codebook(2, new float[] {1, 1, -1, -1, -1, -1});

    Codebook found =
        quantize(weight, layout, 3, Init.SAMPLE, 1, prior(weights).with(start)).weight().codebook();

    // (9, 9) is farther, at 128, but hardly counts.
    assertThat(found.centroids()).contains(-5f, 1f).doesNotContain(9f);
  }

  @Test
  void blocksWithoutWeightMoveNoCentroid() {
    BlockLayout layout = new BlockLayout(300, 4, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    float[] weights = skewed(layout);
    for (int block = 0; block < 20; block++) {
      weights[block] = 0;
      weight[4 * block] = 1000;
    }

    Codebook found =
        quantize(weight, layout, 16, Init.PLUS_PLUS, 20, prior(weights)).weight().codebook();

    // k-means++ may begin with such a block; no block that counts is near it then.
    int far = 0;
    for (float entry : found.centroids()) {
      far += entry > 100 ? 1 : 0;
    }
    assertThat(far).isLessThanOrEqualTo(1);
  }

  @Test
  void settledCentroidsAreSettledAtOnce() {
    BlockLayout layout = new BlockLayout(500, 12, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    Prior prior = prior(skewed(layout));
    Quantized settled = quantize(weight, layout, 24, Init.PLUS_PLUS, 1000, prior);

    Quantized again =
        quantize(weight, layout, 24, Init.PLUS_PLUS, 1000, prior.with(settled.weight().codebook()));

    assertThat(again.iterations()).isEqualTo(1);
    assertThat(again.weight().codes()).isEqualTo(settled.weight().codes());
  }

  @Test
  void centroidsToStartFromAreAsManyAsTheCodebookHas() {
    BlockLayout layout = new BlockLayout(100, 8, 4);
    Codebook other = new Codebook(4, new float[4 * 15]);

    assertThatThrownBy(
            () ->
                quantize(
                    Weights.normal(800, SEED), layout, 16, Init.SAMPLE, 3, Prior.NONE.with(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("k-means of 16 centroids of 4 entries cannot start from 15 of 4");
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY})
  void aWeightThatCannotBeIsRefused(float bad) {
    assertThatThrownBy(() -> BlockWeights.of(new float[] {1, bad}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is " + bad);
  }

  @Test
  void weightsAreRefusedForAnotherNumberOfBlocks() {
    assertThatThrownBy(
            () ->
                quantize(
                    new float[80],
                    new BlockLayout(10, 8, 4),
                    4,
                    Init.SAMPLE,
                    3,
                    prior(new float[] {1, 2})))
        .hasMessage("2 weights for 20 blocks");
  }

  @Test
  void fisherWeightsAreTheBlocksMeansAndAHundredthOfTheLayersMean() {
    BlockLayout layout = new BlockLayout(2, 3, 2);

    BlockWeights weights = BlockWeights.ofFisher(new float[] {1, 3, 6, 0, 0, 0}, layout);

    // Means 2, 6, 0 and 0, of mean 2: 1.01, 3.01, 0.01, 0.01 before the largest is made 1.
    assertThat(new double[] {weights.of(0), weights.of(1), weights.of(2), weights.of(3)})
        .containsExactly(new double[] {1.01 / 3.01, 1, 0.01 / 3.01, 0.01 / 3.01}, within(1e-6));
  }

  @Test
  void blocksCountTheSameWhereThereIsNoGradientAtAll() {
    BlockWeights weights = BlockWeights.ofFisher(new float[6], new BlockLayout(2, 3, 2));

    assertThat(weights).isSameAs(BlockWeights.EQUAL);
  }

  /** Weights over four orders of magnitude. */
  private static float[] skewed(BlockLayout layout) {
    CounterRandom random = CounterRandom.of(SEED, Purpose.KMEANS_INIT, 2);
    float[] weights = new float[layout.blockCount()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) StrictMath.pow(10, 4 * random.nextDouble() - 2);
    }
    return weights;
  }

  private static Prior prior(float[] weights) {
    return Prior.NONE.with(BlockWeights.of(weights));
  }

  private static KMeansSettings settings(Init init, int iterations) {
    return new KMeansSettings(init, iterations, 0);
  }

  private static Quantized quantize(
      float[] weight, BlockLayout layout, int centroids, Init init, int iterations, Prior prior) {
    return ProductQuantizer.quantize(
        "fc", weight, layout, centroids, settings(init, iterations), prior, SEED, 2);
  }

  private static double weightedError(float[] weight, QuantizedWeight found, float[] weights) {
    BlockLayout layout = found.layout();
    float[] decoded = found.decode();
    double error = 0;
    for (int block = 0; block < layout.blockCount(); block++) {
      for (int i = layout.offsetOf(block);
          i < layout.offsetOf(block) + layout.lengthOf(block);
          i++) {
        double difference = (double) weight[i] - decoded[i];
        error += weights[block] * difference * difference;
      }
    }
    return error;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  private static double[][] rowsOf(Codebook codebook) {
    double[][] rows = new double[codebook.size()][codebook.blockSize()];
    for (int k = 0; k < rows.length; k++) {
      for (int j = 0; j < codebook.blockSize(); j++) {
        rows[k][j] = codebook.centroids()[k * codebook.blockSize() + j];
      }
    }
    return rows;
  }
}
