package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantizedWeightTest {

  private static final long SEED = 21;

  @ParameterizedTest
  @CsvSource({"3,8,4", "5,9,4", "5,7,8", "4,1,2", "2,27,9"})
  void eachBlockDecodesToItsCentroid(int rows, int rowWidth, int blockSize) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);
    QuantizedWeight weight = random(layout, 5);

    float[] decoded = weight.decode();

    for (int i = 0; i < decoded.length; i++) {
      int row = i / rowWidth;
      int column = i % rowWidth;
      int block = row * layout.blocksPerRow() + column / blockSize;
      float expected =
          weight.codebook().centroids()[weight.codes()[block] * blockSize + column % blockSize];
      assertThat(decoded[i]).as("entry %d, seed %d", i, SEED).isEqualTo(expected);
    }
  }

  @Test
  void otherCentroidsKeepTheCodes() {
    QuantizedWeight weight = random(new BlockLayout(5, 9, 4), 5);
    Codebook other = new Codebook(4, Weights.normal(20, SEED + 1));

    QuantizedWeight changed = weight.withCodebook(other);

    assertThat(changed).isEqualTo(new QuantizedWeight(weight.layout(), other, weight.codes()));
  }

  @ParameterizedTest
  @CsvSource({"3,8,4", "5,9,4", "5,7,8", "4,1,2", "2,27,9"})
  void gradientTimesBlocksIsTheSlopeOfTheLoss(int rows, int rowWidth, int blockSize) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);
    QuantizedWeight weight = random(layout, 3);
    float[] target = Weights.normal(layout.elementCount(), SEED + 2);
    float[] decoded = weight.decode();
    float[] weightGradient = new float[decoded.length];
    for (int i = 0; i < decoded.length; i++) {
      weightGradient[i] = 2 * (decoded[i] - target[i]);
    }

    float[] gradient = weight.centroidGradient(weightGradient);

    for (int i = 0; i < gradient.length; i++) {
      double slope = slope(weight, target, i);
      int blocks = blocksWithEntry(weight, i / blockSize, i % blockSize);
      assertThat(gradient[i] * blocks)
          .as("entry %d, %d blocks, seed %d", i, blocks, SEED)
          .isCloseTo((float) slope, within(2e-3f));
    }
  }

  @Test
  void gradientOfUnusedCentroidIsZero() {
    BlockLayout layout = new BlockLayout(2, 4, 2);
    QuantizedWeight weight =
        new QuantizedWeight(layout, new Codebook(2, new float[6]), new int[] {0, 2, 2, 0});

    float[] gradient = weight.centroidGradient(new float[] {1, 2, 3, 4, 5, 6, 7, 8});

    assertThat(gradient).containsExactly(4, 5, 0, 0, 4, 5);
  }

  @Test
  void codeBeyondTheCodebookIsRefused() {
    BlockLayout layout = new BlockLayout(1, 4, 2);
    Codebook codebook = new Codebook(2, new float[6]);

    assertThatThrownBy(() -> new QuantizedWeight(layout, codebook, new int[] {0, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("code 3 names none of 3 centroids");
  }

  @Test
  void missingCodesAreRefused() {
    BlockLayout layout = new BlockLayout(1, 4, 2);
    Codebook codebook = new Codebook(2, new float[6]);

    assertThatThrownBy(() -> new QuantizedWeight(layout, codebook, new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 codes for 2 blocks");
  }

  @Test
  void centroidsOfAnotherSizeAreRefused() {
    BlockLayout layout = new BlockLayout(1, 4, 2);
    Codebook codebook = new Codebook(4, new float[8]);

    assertThatThrownBy(() -> new QuantizedWeight(layout, codebook, new int[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("blocks of 2");
  }

  private static QuantizedWeight random(BlockLayout layout, int centroids) {
    Codebook codebook =
        new Codebook(layout.blockSize(), Weights.normal(centroids * layout.blockSize(), SEED));
    return new QuantizedWeight(
        layout, codebook, Weights.codes(layout.blockCount(), centroids, SEED));
  }

  /**
   * Central difference of the squared error in one entry of one centroid; exact but for rounding.
   */
  private static double slope(QuantizedWeight weight, float[] target, int entry) {
    float step = 0x1p-6f;
    return (loss(weight, target, entry, step) - loss(weight, target, entry, -step)) / (2 * step);
  }

  private static double loss(QuantizedWeight weight, float[] target, int entry, float step) {
    float[] centroids = weight.codebook().centroids().clone();
    centroids[entry] += step;
    float[] decoded =
        weight.withCodebook(new Codebook(weight.codebook().blockSize(), centroids)).decode();
    double loss = 0;
    for (int i = 0; i < decoded.length; i++) {
      double difference = (double) decoded[i] - target[i];
      loss += difference * difference;
    }
    return loss;
  }

  private static int blocksWithEntry(QuantizedWeight weight, int centroid, int entry) {
    int blocks = 0;
    for (int block = 0; block < weight.codes().length; block++) {
      if (weight.codes()[block] == centroid && weight.layout().lengthOf(block) > entry) {
        blocks++;
      }
    }
    return blocks;
  }
}
