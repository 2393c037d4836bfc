package dev.centroid.quantization.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DenseCodecTest {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F64", "F32", "F16", "BF16"})
  void valuesThatATypeHoldsComeBackExactly(DType dtype) {
    // given
    float[] values = {0, -0f, 1, -1.5f, 0.0078125f, 240};

    // then
    assertThat(TensorValues.floats(dtype, DenseCodec.encode(dtype, values))).isEqualTo(values);
  }

  @Test
  void bfloat16RoundsToTheNearestAndTiesToEven() {
    // given: 1 + 1/256 and 1 + 3/256 lie half way between neighbours that are 1/128 apart
    float[] values = {1 + 1f / 256, 1 + 3f / 256, 1 + 1.01f / 256, -1 - 1f / 256};

    // then
    assertThat(TensorValues.floats(DType.BF16, DenseCodec.encode(DType.BF16, values)))
        .containsExactly(1, 1 + 2f / 128, 1 + 1f / 128, -1);
  }
}
