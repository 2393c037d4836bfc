package dev.centroid.codebook.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LayerKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\u001fb", "a\nb", "\0", "\u0085"})
  void refusesNamesThatCannotBeReadInOneLine(String name) {
    assertThatThrownBy(() -> new LayerKey("job", name))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer name")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> new LayerKey(name, "layer"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("job id");
  }

  @Test
  void differentLayersHaveDifferentKeys() {
    List<String> names = List.of("a", "a1", "1", "a b", "a/1", "größe");

    assertThat(
            names.stream()
                .flatMap(job -> names.stream().map(layer -> new LayerKey(job, layer)))
                .map(LayerKey::encode))
        .doesNotHaveDuplicates()
        .hasSize(names.size() * names.size());
  }

  @Test
  void isReadBackFromItsKey() {
    LayerKey key = new LayerKey("job 1", "layer1.0.conv1@noise");

    assertThat(LayerKey.decode(key.encode())).isEqualTo(key);
  }
}
