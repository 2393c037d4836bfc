package dev.centroid.coordinator.api;

import dev.centroid.coordinator.webhook.Receiver;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** An endpoint of webhooks for an application under test. */
public final class ReceiverResource implements QuarkusTestResourceLifecycleManager {

  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private List<Receiver> receivers = List.of();

  @Override
  public Map<String, String> start() {
    try {
      receivers = List.of(Receiver.start());
      return Map.of(
          "centroid.webhooks.test.url",
          receivers.get(0).url().toString(),
          "centroid.webhooks.test.secret",
          SECRET,
          "centroid.webhooks.test.types",
          "accepted,paused,resumed,cancelled");
    } catch (IOException e) {
      throw new IllegalStateException("no endpoint for the test", e);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(receivers.get(0), new TestInjector.MatchesType(Receiver.class));
  }

  @Override
  public void stop() {
    receivers.forEach(Receiver::close);
  }
}
