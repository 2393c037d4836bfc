package dev.centroid.quantization.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.KMeansSettings.Weights;
import org.junit.jupiter.api.Test;

class KMeansSectionTest {

  private static KMeansSettings parsed(String kmeans) {
    String recipe =
        """
        version: 1
        kmeans: {%s}
        groups:
          - name: all
            layers:
              - {match: "**", blockSize: 8, centroids: 16}
        """;
    return RecipeParser.parse(recipe.formatted(kmeans), "r.yaml").kmeans();
  }

  @Test
  void fisherWeightsAreMeasuredOnFortyBatchesByDefault() {
    assertThat(parsed("weights: fisher"))
        .extracting(KMeansSettings::weights, KMeansSettings::fisherBatches)
        .containsExactly(Weights.FISHER, 40);
  }

  @Test
  void fisherBatchesAreAsGiven() {
    assertThat(parsed("weights: fisher, fisherBatches: 7").fisherBatches()).isEqualTo(7);
  }

  @Test
  void withoutWeightsNothingIsMeasured() {
    assertThat(parsed("weights: none").fisherBatches()).isZero();
  }

  @Test
  void fisherBatchesWithoutFisherWeightsAreRefused() {
    assertThatThrownBy(() -> parsed("fisherBatches: 7"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "r.yaml line 2: kmeans.fisherBatches: is of 'weights: fisher' only; remove it or set"
                + " weights");
  }

  @Test
  void fewerThanOneFisherBatchIsRefused() {
    assertThatThrownBy(() -> parsed("weights: fisher, fisherBatches: 0"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("kmeans.fisherBatches");
  }
}
