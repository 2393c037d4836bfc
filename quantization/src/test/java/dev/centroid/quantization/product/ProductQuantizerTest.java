package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.KMeansSettings;
import dev.centroid.quantization.recipe.KMeansSettings.Init;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProductQuantizerTest {

  private static final long SEED = 17;

  @ParameterizedTest
  @CsvSource({"PLUS_PLUS,2", "PLUS_PLUS,3", "PLUS_PLUS,7", "SAMPLE,2", "SAMPLE,3", "SAMPLE,7"})
  void threadsDoNotChangeOneBit(Init init, int threads) {
    BlockLayout layout = new BlockLayout(2_000, 30, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    KMeansSettings settings = new KMeansSettings(init, 8, 0);

    Quantized many =
        ProductQuantizer.quantize("fc", weight, layout, 40, settings, Prior.NONE, SEED, threads);

    Quantized one =
        ProductQuantizer.quantize("fc", weight, layout, 40, settings, Prior.NONE, SEED, 1);
    assertThat(many).as("seed %d", SEED).isEqualTo(one);
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void errorNeverRisesWithMoreIterations(Init init) {
    BlockLayout layout = new BlockLayout(500, 21, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);

    double last = Double.MAX_VALUE;
    for (int iterations = 1; iterations <= 25; iterations++) {
      double error = quantize(weight, layout, 32, init, iterations).relativeError();
      // Only the rounding of centroids to float can lift the error.
      assertThat(error)
          .as("after %d iterations, seed %d", iterations, SEED)
          .isLessThanOrEqualTo(last * (1 + 1e-6));
      last = error;
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1000,0.01", "-3,1e-30", "0,1e30", "5,1e20"})
  void eachBlockHasTheCodeOfItsNearestCentroid(float offset, float deviation) {
    BlockLayout layout = new BlockLayout(300, 22, 5);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = offset + weight[i] * deviation;
    }

    QuantizedWeight quantized = quantize(weight, layout, 64, Init.PLUS_PLUS, 10).weight();

    double spread = deviation * (double) deviation + Math.ulp(offset) * (double) Math.ulp(offset);
    for (int block = 0; block < layout.blockCount(); block++) {
      double chosen = squaredDistance(weight, quantized, block, quantized.codes()[block]);
      double nearest = chosen;
      for (int k = 0; k < quantized.codebook().size(); k++) {
        nearest = Math.min(nearest, squaredDistance(weight, quantized, block, k));
      }
      assertThat(chosen - nearest)
          .as("block %d, seed %d", block, SEED)
          .isLessThanOrEqualTo(1e-5 * (nearest + spread));
    }
  }

  @ParameterizedTest
  @CsvSource({"200,24,4,16", "300,9,9,20", "100,30,7,32", "50,5,8,10"})
  void settledCentroidsAreTheMeansOfTheirBlocks(int rows, int rowWidth, int blockSize, int size) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);
    float[] weight = Weights.normal(layout.elementCount(), SEED);

    QuantizedWeight quantized = quantize(weight, layout, size, Init.PLUS_PLUS, 1000).weight();

    float[] means = quantized.centroidGradient(weight);
    for (int i = 0; i < means.length; i++) {
      if (hasBlocks(quantized, i)) {
        assertThat(quantized.codebook().centroids()[i])
            .as("entry %d, seed %d", i, SEED)
            .isCloseTo(means[i], within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void errorIsThatOfASlowObviousKMeans(Init init) {
    BlockLayout layout = new BlockLayout(400, 16, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);

    Quantized quantized = quantize(weight, layout, 32, init, 30);

    double slow = SlowKMeans.relativeError(weight, layout, 32, 30);
    assertThat(quantized.relativeError()).as("seed %d", SEED).isCloseTo(slow, within(0.02 * slow));
  }

  @ParameterizedTest
  @CsvSource({"10,8,4,20", "10,8,4,64", "7,9,4,21", "1,1,4,2", "3,2,5,256"})
  void noMoreBlocksThanCentroidsAreReproducedExactly(
      int rows, int rowWidth, int blockSize, int centroids) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);
    float[] weight = Weights.normal(layout.elementCount(), SEED);

    Quantized quantized = quantize(weight, layout, centroids, Init.PLUS_PLUS, 5);

    assertThat(quantized.weight().decode()).isEqualTo(weight);
    assertThat(quantized.weight().codebook().size()).isEqualTo(layout.blockCount());
    assertThat(quantized.relativeError()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void noMoreDistinctBlocksThanCentroidsAreReproducedExactly(Init init) {
    BlockLayout layout = new BlockLayout(400, 18, 4);
    Codebook few = new Codebook(4, Weights.normal(4 * 16, SEED));
    int[] codes = Weights.codes(layout.blockCount(), 16, SEED);
    float[] weight = new QuantizedWeight(layout, few, codes).decode();

    Quantized quantized = quantize(weight, layout, 32, init, 5);

    assertThat(quantized.weight().decode()).isEqualTo(weight);
    assertThat(quantized.relativeError()).isZero();
    // Of each pattern a whole block and a short one.
    assertThat(quantized.usedCentroids()).isEqualTo(32);
  }

  @Test
  void weightOfZerosHasNoError() {
    BlockLayout layout = new BlockLayout(100, 8, 4);

    Quantized quantized = quantize(new float[800], layout, 16, Init.PLUS_PLUS, 5);

    assertThat(quantized.relativeError()).isZero();
    assertThat(quantized.usedCentroids()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void manyDuplicatesLeaveNoCentroidUnused(Init init) {
    BlockLayout layout = new BlockLayout(3_000, 4, 4);
    float[] weight = new float[layout.elementCount()];
    // All blocks are zero but 40 different ones at the end.
    float[] different = Weights.normal(4 * 40, SEED);
    System.arraycopy(different, 0, weight, weight.length - different.length, different.length);

    Quantized quantized = quantize(weight, layout, 32, init, 10);

    assertThat(quantized.usedCentroids()).as("seed %d", SEED).isEqualTo(32);
  }

  @Test
  void blocksFarFromTheRestGetCentroids() {
    BlockLayout layout = new BlockLayout(2_000, 4, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    for (int i = 0; i < 4; i++) {
      weight[i] = 1000;
      weight[400 + i] = -1000;
    }

    Quantized quantized = quantize(weight, layout, 16, Init.PLUS_PLUS, 20);

    float[] decoded = quantized.weight().decode();
    assertThat(decoded[0]).isCloseTo(1000, within(0.01f));
    assertThat(decoded[400]).isCloseTo(-1000, within(0.01f));
  }

  @Test
  void seedChangesTheCodebook() {
    BlockLayout layout = new BlockLayout(300, 8, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    KMeansSettings settings = new KMeansSettings(Init.PLUS_PLUS, 3, 0);
    Set<Codebook> codebooks = new HashSet<>();

    for (long seed = 0; seed < 5; seed++) {
      codebooks.add(
          ProductQuantizer.quantize("fc", weight, layout, 16, settings, Prior.NONE, seed, 1)
              .weight()
              .codebook());
    }

    assertThat(codebooks).hasSize(5);
  }

  @Test
  void toleranceStopsEarly() {
    BlockLayout layout = new BlockLayout(2_000, 8, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    KMeansSettings loose = new KMeansSettings(Init.PLUS_PLUS, 100, 0.01);

    Quantized quantized =
        ProductQuantizer.quantize("fc", weight, layout, 32, loose, Prior.NONE, SEED, 2);

    assertThat(quantized.iterations()).as("seed %d", SEED).isBetween(1, 20);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightThatIsNotFiniteIsRefusedWithLayerAndIndex(float bad) {
    BlockLayout layout = new BlockLayout(10, 8, 4);
    float[] weight = Weights.normal(80, SEED);
    weight[37] = bad;

    assertThatThrownBy(() -> quantize(weight, layout, 4, Init.PLUS_PLUS, 5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("layer fc: entry 37 of the flattened weight is " + bad);
  }

  @Test
  void weightIsOnlyRead() {
    BlockLayout layout = new BlockLayout(300, 8, 4);
    float[] weight = Weights.normal(layout.elementCount(), SEED);
    float[] before = weight.clone();

    quantize(weight, layout, 16, Init.PLUS_PLUS, 5);

    assertThat(weight).isEqualTo(before);
  }

  private static Quantized quantize(
      float[] weight, BlockLayout layout, int centroids, Init init, int iterations) {
    KMeansSettings settings = new KMeansSettings(init, iterations, 0);
    return ProductQuantizer.quantize(
        "fc", weight, layout, centroids, settings, Prior.NONE, SEED, 2);
  }

  private static double squaredDistance(
      float[] weight, QuantizedWeight quantized, int block, int centroid) {
    BlockLayout layout = quantized.layout();
    double sum = 0;
    for (int i = 0; i < layout.lengthOf(block); i++) {
      double difference =
          (double) weight[layout.offsetOf(block) + i]
              - quantized.codebook().centroids()[centroid * layout.blockSize() + i];
      sum += difference * difference;
    }
    return sum;
  }

  private static boolean hasBlocks(QuantizedWeight quantized, int centroidEntry) {
    int blockSize = quantized.layout().blockSize();
    int[] codes = quantized.codes();
    for (int block = 0; block < codes.length; block++) {
      if (codes[block] == centroidEntry / blockSize
          && quantized.layout().lengthOf(block) > centroidEntry % blockSize) {
        return true;
      }
    }
    return false;
  }
}
