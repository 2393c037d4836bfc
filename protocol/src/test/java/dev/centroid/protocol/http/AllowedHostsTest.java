package dev.centroid.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

  @Test
  void readsNamesOfAnyCaseAndSpacing() {
    AllowedHosts hosts = AllowedHosts.of(List.of(" Centroid.Example.org "));

    assertThat(hosts.isConfigured("centroid.example.org")).isTrue();
  }

  @Test
  void aPatternMatchesSubdomainsOnly() {
    AllowedHosts hosts = AllowedHosts.of(List.of("*.example.org"));

    assertThat(hosts.isConfigured("a.example.org")).isTrue();
    assertThat(hosts.isConfigured("a.b.example.org")).isTrue();
    assertThat(hosts.isConfigured("example.org")).isFalse();
    assertThat(hosts.isConfigured("badexample.org")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "*.", "http://a.example", "a.example:80", "a.*.example", "a b", ".a"})
  void refusesAnEntryThatIsNotAName(String entry) {
    assertThatThrownBy(() -> AllowedHosts.of(List.of(entry)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.http.allowed-hosts: '" + entry + "'");
  }
}
