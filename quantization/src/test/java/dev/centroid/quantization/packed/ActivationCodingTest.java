package dev.centroid.quantization.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationCodingTest {

  @ParameterizedTest
  @CsvSource({"8, 0.5, 0.01", "2, 0, 1", "4, 1, 1e-9"})
  void whatIsWrittenIsReadAsItWas(int bits, double rate, double momentum) {
    ActivationCoding coding = new ActivationCoding(bits, rate, momentum);

    assertThat(ActivationCoding.parse(coding.text())).isEqualTo(coding);
  }

  @Test
  void theTextIsBitsRateAndMomentum() {
    assertThat(new ActivationCoding(8, 0.5, 0.01).text()).isEqualTo("8/0.5/0.01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "8/0.5",
        "8/0.5/0.01/1",
        "x/0.5/0.01",
        "9/0.5/0.01",
        "8/NaN/0.01",
        "8/1/0"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> ActivationCoding.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
