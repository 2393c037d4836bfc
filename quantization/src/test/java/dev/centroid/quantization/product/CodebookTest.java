package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import org.junit.jupiter.api.Test;

final class CodebookTest {

  @Test
  void roundingTwiceIsRoundingOnce() {
    Codebook codebook = new Codebook(3, Weights.normal(3 * 100, 1));

    Codebook once = codebook.roundedToFloat16("fc");

    assertThat(once.roundedToFloat16("fc")).isEqualTo(once);
  }

  @Test
  void roundedEntriesAreWithinHalfAUnitOfElevenBits() {
    Codebook codebook = new Codebook(3, Weights.normal(3 * 100, 2));

    float[] rounded = codebook.roundedToFloat16("fc").centroids();

    for (int i = 0; i < rounded.length; i++) {
      float exact = codebook.centroids()[i];
      assertThat(Math.abs(rounded[i] - exact))
          .as("entry %d, seed 2", i)
          .isLessThanOrEqualTo(Math.abs(exact) * 0x1p-11f);
    }
  }

  @Test
  void entryBeyondFloat16IsRefusedWithLayerAndRemedy() {
    Codebook codebook = new Codebook(2, new float[] {0, 1, 2, 70_000});

    assertThatThrownBy(() -> codebook.roundedToFloat16("blocks.0.fc"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer blocks.0.fc: centroid 1 holds 70000.0, which float16 cannot hold"
                + " (at most 65504.0); set packing.centroids to float32");
  }

  @Test
  void brokenCentroidIsRefused() {
    assertThatThrownBy(() -> new Codebook(3, new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 entries");
  }
}
