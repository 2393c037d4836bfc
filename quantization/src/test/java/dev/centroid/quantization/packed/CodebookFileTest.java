package dev.centroid.quantization.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodebookFileTest {

  @Test
  void aCodebookComesBackBitForBit() {
    // given
    Codebook codebook = new Codebook(3, new float[] {1, -0f, Float.MIN_VALUE, 4, 5e30f, 6});

    // then
    assertThat(CodebookFile.parse(CodebookFile.toBytes(codebook))).isEqualTo(codebook);
  }

  @Test
  void anotherShapeIsRefused() {
    // given
    byte[] flat =
        new SafetensorsWriter().addFloats("centroids", List.of(2L), new float[2]).toBytes();

    // then
    assertThatThrownBy(() -> CodebookFile.parse(flat))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not F32 [K, blockSize]");
  }

  @Test
  void anEmptyCodebookIsRefused() {
    // given
    byte[] empty =
        new SafetensorsWriter().addFloats("centroids", List.of(0L, 2L), new float[0]).toBytes();

    // then
    assertThatThrownBy(() -> CodebookFile.parse(empty)).isInstanceOf(InvalidInputException.class);
  }
}
