package dev.centroid.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionTest {

  @Test
  void slashesAtTheEndAreDropped() {
    assertThat(ServerOption.checked("http://host:8080//")).isEqualTo("http://host:8080");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host:8080", "ftp://host", "http://", "http://a b"})
  void whatIsNoAddressIsRefusedByTheOption(String url) {
    assertThatThrownBy(() -> ServerOption.checked(url))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("--server: ")
        .hasMessageContaining("'" + url + "'");
  }
}
