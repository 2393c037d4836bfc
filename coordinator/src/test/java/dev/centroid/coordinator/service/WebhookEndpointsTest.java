package dev.centroid.coordinator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.coordinator.job.UserEvent.Kind;
import dev.centroid.coordinator.webhook.Endpoint;
import dev.centroid.coordinator.webhook.RetryPolicy;
import dev.centroid.quantization.InvalidInputException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings of webhooks, as they are given by environment. */
class WebhookEndpointsTest {

  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Map<String, String> LEAST =
      Map.of(
          "CENTROID_WEBHOOKS_OPS_URL",
          "https://example.org/hooks",
          "CENTROID_WEBHOOKS_OPS_SECRET",
          SECRET);

  private static List<Endpoint> read(Map<String, String> environment) {
    return WebhookEndpoints.of(
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(CoordinatorConfig.class)
            .withSources(new EnvConfigSource(environment, 300))
            .build()
            .getConfigMapping(CoordinatorConfig.class)
            .webhooks());
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put(name, value);
    return environment;
  }

  @Test
  void withoutSettingsThereIsNone() {
    assertThat(read(Map.of())).isEmpty();
  }

  @Test
  void whatIsNotGivenIsAsDocumented() {
    Endpoint endpoint = read(LEAST).get(0);

    assertThat(endpoint.name()).isEqualTo("ops");
    assertThat(endpoint.url()).isEqualTo(URI.create("https://example.org/hooks"));
    assertThat(endpoint.kinds())
        .containsExactlyInAnyOrder(Kind.ACCEPTED, Kind.COMPLETED, Kind.FAILED, Kind.CANCELLED);
    assertThat(endpoint.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(endpoint.retries())
        .isEqualTo(
            new RetryPolicy(
                100, Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofMinutes(30)));
  }

  @Test
  void everythingCanBeGivenByEnvironment() {
    Map<String, String> environment = new HashMap<>();
    Map.of(
            "URL", "http://example.org/",
            "SECRET", SECRET,
            "INSECURE", "true",
            "TYPES", "layer.quantized,paused",
            "TIMEOUT", "5s",
            "ATTEMPTS", "3",
            "MAX_AGE", "1h",
            "BACKOFF", "2s",
            "LONGEST_BACKOFF", "1m")
        .forEach((key, value) -> environment.put("CENTROID_WEBHOOKS_CI2_" + key, value));

    Endpoint endpoint = read(environment).get(0);

    assertThat(endpoint.name()).isEqualTo("ci2");
    assertThat(endpoint.kinds()).containsExactlyInAnyOrder(Kind.LAYER_QUANTIZED, Kind.PAUSED);
    assertThat(endpoint.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(endpoint.retries())
        .isEqualTo(
            new RetryPolicy(3, Duration.ofHours(1), Duration.ofSeconds(2), Duration.ofMinutes(1)));
  }

  @Test
  void whatIsWrongIsSaidByTheNameOfItsSetting() {
    assertThatThrownBy(() -> read(with("CENTROID_WEBHOOKS_OPS_URL", "http://example.org/")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.webhooks.ops.url: is http");
    assertThatThrownBy(() -> read(with("CENTROID_WEBHOOKS_OPS_TYPES", "done")))
        .hasMessageStartingWith("centroid.webhooks.ops.types: 'done' is no type");
    assertThatThrownBy(() -> read(with("CENTROID_WEBHOOKS_OPS_ATTEMPTS", "0")))
        .hasMessageStartingWith("centroid.webhooks.ops.attempts: is 0");
    assertThatThrownBy(() -> read(with("CENTROID_WEBHOOKS_OPS_SECRET_FILE", "/a/file")))
        .hasMessageStartingWith("centroid.webhooks.ops.secret and .secret-file are both given");
    assertThatThrownBy(() -> read(Map.of("CENTROID_WEBHOOKS_OPS_SECRET", SECRET)))
        .hasMessageStartingWith("centroid.webhooks.ops.url: is missing");
  }
}
