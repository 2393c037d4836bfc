package dev.centroid.coordinator.service;

import dev.centroid.coordinator.webhook.Endpoint;
import dev.centroid.coordinator.webhook.EndpointUrl;
import dev.centroid.coordinator.webhook.EventKinds;
import dev.centroid.coordinator.webhook.RetryPolicy;
import dev.centroid.coordinator.webhook.SigningKeys;
import dev.centroid.quantization.InvalidInputException;
import java.util.List;
import java.util.Map;

/** Reads the settings of webhooks. */
final class WebhookEndpoints {

  private WebhookEndpoints() {}

  /**
   * Each endpoint, in the order of their names.
   *
   * @throws InvalidInputException if one cannot be used; names its setting
   */
  static List<Endpoint> of(Map<String, CoordinatorConfig.Webhook> webhooks) {
    return webhooks.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> endpoint(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Endpoint endpoint(String name, CoordinatorConfig.Webhook given) {
    String setting = "centroid.webhooks." + name;
    String url =
        given
            .url()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        setting
                            + ".url: is missing; give an address such as"
                            + " https://example.org/hooks/centroid"));
    return new Endpoint(
        name,
        EndpointUrl.parse(setting + ".url", url, given.insecure()),
        EventKinds.parse(setting + ".types", given.types()),
        SigningKeys.of(setting, given.secret(), given.secretFile()),
        given.timeout(),
        retries(setting, given));
  }

  private static RetryPolicy retries(String setting, CoordinatorConfig.Webhook given) {
    try {
      return new RetryPolicy(
          given.attempts(), given.maxAge(), given.backoff(), given.longestBackoff());
    } catch (InvalidInputException e) {
      throw new InvalidInputException(setting + "." + e.getMessage(), e);
    }
  }
}
