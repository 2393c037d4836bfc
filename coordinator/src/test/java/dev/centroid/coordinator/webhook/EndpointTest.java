package dev.centroid.coordinator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.coordinator.job.UserEvent.Kind;
import dev.centroid.quantization.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  private static final String SETTING = "centroid.webhooks.ops.url";

  private static Endpoint endpoint(String name, Duration timeout) {
    return new Endpoint(
        name,
        URI.create("https://example.org/a-secret-path"),
        Set.of(Kind.COMPLETED),
        SigningKeys.of(
            "centroid.webhooks.ops",
            Optional.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            Optional.empty()),
        timeout,
        new RetryPolicy(1, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/hooks?key=1",
        "https://10.0.0.1:8443",
        "http://localhost:1/x",
        "http://127.0.0.1:8080/",
        "http://127.1.2.3/",
        "http://[::1]:8080/",
        "HTTPS://Example.org/"
      })
  void httpsAndTheLoopbackAreTaken(String text) {
    assertThat(EndpointUrl.parse(SETTING, text, /* insecure= */ false)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "http://10.0.0.1/",
        "http://localhost.example.org/",
        "http://127.0.0.1.example.org/",
        "http://[2001:db8::1]/"
      })
  void httpToElsewhereIsTakenOnlyIfThatIsWanted(String text) {
    assertThatThrownBy(() -> EndpointUrl.parse(SETTING, text, /* insecure= */ false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(SETTING + ": is http");
    assertThat(EndpointUrl.parse(SETTING, text, /* insecure= */ true)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secretpath",
        "/secretpath",
        "ftp://example.org/secretpath",
        "file:///secretpath",
        "https:secretpath",
        "https:///secretpath",
        "https://example.org:0/secretpath",
        "https://example.org:65536/secretpath",
        "https://exa mple.org/secretpath",
        "https://user:secretpath@example.org/",
        "https://example.org/#secretpath"
      })
  void otherAddressesAreRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> EndpointUrl.parse(SETTING, text, /* insecure= */ true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(SETTING + ": ")
        .hasMessageNotContaining("secretpath")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ops", "9", "a b", "a.b", "a-b", "a_b", "ä"})
  void nameThatIsNoNameIsRefused(String name) {
    assertThatThrownBy(() -> endpoint(name, Duration.ofSeconds(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'" + name + "' is no name");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 61})
  void timeoutIsSoonEnoughForTheBrokers(long seconds) {
    assertThatThrownBy(() -> endpoint("ops", Duration.ofSeconds(seconds)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.webhooks.ops.timeout: is");
  }

  @Test
  void itIsPrintedWithoutAddressAndSecret() {
    assertThat(endpoint("ops", Duration.ofSeconds(1))).hasToString("ops");
  }

  @Test
  void kindsAreTheEndsOfTypes() {
    assertThat(EventKinds.parse("types", List.of("completed", " layer.quantized ")))
        .extracting(Kind::type)
        .containsExactlyInAnyOrder(
            "dev.centroid.compression.completed", "dev.centroid.compression.layer.quantized");
  }

  @Test
  void kindThatIsNotKnownIsNamedBesideThoseThatAre() {
    assertThatThrownBy(() -> EventKinds.parse("types", List.of("complete")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "types: 'complete' is no type of event; give some of accepted,layer.quantized,"
                + "progress,paused,resumed,completed,failed,cancelled");
    assertThatThrownBy(() -> EventKinds.parse("types", List.of()))
        .hasMessageStartingWith("types: is empty");
  }
}
