package dev.centroid.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceCheckTest {

  private static final SourceCheck CHECK =
      new SourceCheck(AllowedHosts.of(List.of("centroid.example.org", "*.codebook")));

  private static Optional<Integer> status(RequestSource request) {
    return CHECK.refusal(request).map(Refusal::status);
  }

  private static RequestSource withHost(String host) {
    return new RequestSource(List.of(host), List.of(), List.of(), "10.1.2.3");
  }

  private static RequestSource withOrigin(String host, String origin) {
    return new RequestSource(List.of(host), List.of(origin), List.of(), "127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LOCALHOST:1",
        "127.0.0.1:8080",
        "[::1]:8080",
        "centroid.example.org",
        "Centroid.Example.org:443",
        "codebook-0.codebook:8082",
        "10.1.2.3:8080"
      })
  void acceptsTheLoopbackConfiguredNamesAndTheAddressOfTheConnection(String host) {
    assertThat(status(withHost(host))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "localhost.",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "10.1.2.4:8080",
        "[::2]",
        "example.org",
        "not.centroid.example.org",
        "codebook",
        "0.0.0.0"
      })
  void refusesAForeignHost(String host) {
    assertThat(status(withHost(host))).hasValue(421);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " localhost",
        "localhost:",
        "localhost:port",
        "localhost:123456",
        "localhost,evil.example",
        "evil@localhost",
        "localhost/evil",
        "[::1",
        "::1"
      })
  void refusesAHostThatCannotBeRead(String host) {
    assertThat(status(withHost(host))).hasValue(400);
  }

  @Test
  void refusesARequestWithoutHostOrWithSeveral() {
    assertThat(status(new RequestSource(List.of(), List.of(), List.of(), "127.0.0.1")))
        .hasValue(400);
    assertThat(
            status(
                new RequestSource(
                    List.of("localhost", "localhost"), List.of(), List.of(), "127.0.0.1")))
        .hasValue(400);
  }

  @Test
  void acceptsAnIpv6AddressOfTheConnectionInAnyNotation() {
    RequestSource request =
        new RequestSource(List.of("[fd00:0::7]:8080"), List.of(), List.of(), "fd00:0:0:0:0:0:0:7");

    assertThat(status(request)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, http://localhost:8080",
    "localhost, http://localhost",
    "localhost:80, http://localhost",
    "centroid.example.org, https://centroid.example.org",
    "127.0.0.1:8080, https://centroid.example.org",
  })
  void acceptsTheOriginOfTheServiceItself(String host, String origin) {
    assertThat(status(withOrigin(host, origin))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, http://evil.example",
    "localhost:8080, http://localhost:3000",
    "localhost:8080, http://127.0.0.1:8080",
    "localhost:8080, http://localhost",
    "localhost:8080, null",
    "localhost:8080, ''",
    "localhost:8080, file://",
    "localhost:8080, chrome-extension://localhost:8080",
    "localhost:8080, http://localhost:8080@evil.example",
    "localhost:8080, http://centroid.example.org.evil.example",
  })
  void refusesAForeignOrigin(String host, String origin) {
    assertThat(status(withOrigin(host, origin))).hasValue(403);
  }

  @Test
  void refusesARequestThatABrowserCallsCrossSite() {
    assertThat(
            status(
                new RequestSource(
                    List.of("localhost"), List.of(), List.of("cross-site"), "127.0.0.1")))
        .hasValue(403);
    assertThat(
            status(
                new RequestSource(
                    List.of("localhost"), List.of(), List.of("same-origin"), "127.0.0.1")))
        .isEmpty();
  }

  @Test
  void refusesIfOneOfSeveralOriginsIsForeign() {
    RequestSource request =
        new RequestSource(
            List.of("localhost"),
            List.of("http://localhost", "http://evil.example"),
            List.of(),
            "127.0.0.1");

    assertThat(status(request)).hasValue(403);
  }

  @Test
  void aRefusalNamesTheHostAndTheSettingAsAProblem() {
    String json = CHECK.refusal(withHost("evil.example")).orElseThrow().json();

    assertThat(json)
        .startsWith("{\"title\":\"Misdirected Request\",\"status\":421,\"detail\":")
        .contains("'evil.example'", "centroid.http.allowed-hosts");
  }
}
