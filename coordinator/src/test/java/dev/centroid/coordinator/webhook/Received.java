package dev.centroid.coordinator.webhook;

import com.sun.net.httpserver.HttpExchange;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request as an endpoint gets it.
 *
 * @param headers by name
 * @param body as it came
 */
public record Received(Map<String, List<String>> headers, String body) {

  static Received of(HttpExchange exchange) throws IOException {
    return new Received(
        Map.copyOf(exchange.getRequestHeaders()),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** The CloudEvent in it. */
  public CloudEvent event() {
    return HttpMessageFactory.createReader(
            each -> headers.forEach((name, values) -> each.accept(name, values.get(0))),
            body.getBytes(StandardCharsets.UTF_8))
        .toEvent();
  }

  String id() {
    return event().getId();
  }

  String header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .findFirst()
        .map(header -> header.getValue().get(0))
        .orElse("");
  }

  /** Whether one of its signatures is that of a secret: worked out by its definition. */
  public boolean isSignedBy(String secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
    String signed = header("webhook-id") + "." + header("webhook-timestamp") + "." + body;
    String signature =
        Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    return List.of(header("webhook-signature").split(" ")).contains("v1," + signature);
  }
}
