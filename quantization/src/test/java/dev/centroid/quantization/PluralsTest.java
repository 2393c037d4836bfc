package dev.centroid.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluralsTest {

  @ParameterizedTest
  @CsvSource({"0, 0 tensors", "1, 1 tensor", "2, 2 tensors", "-1, -1 tensors"})
  void onlyOneIsSingular(long count, String expected) {
    assertThat(Plurals.of(count, "tensor")).isEqualTo(expected);
  }
}
