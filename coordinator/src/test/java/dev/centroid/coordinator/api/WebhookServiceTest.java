package dev.centroid.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.coordinator.webhook.Received;
import dev.centroid.coordinator.webhook.Receiver;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobSubmission;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The application as it is deployed, with a webhook: from an order by REST to the endpoint. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ReceiverResource.class, restrictToAnnotatedClass = true)
class WebhookServiceTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String BYTES = "application/octet-stream";

  @TestHTTPResource URI root;

  Receiver receiver;

  private String post(String path, String body) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", path.equals("/v1/blobs") ? BYTES : "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private String get(String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(root.resolve(path)).build(), BodyHandlers.ofString())
        .body();
  }

  private String submit(int seed) throws Exception {
    Digest blob =
        new Digest(Json.mapper().readTree(post("/v1/blobs", "blob")).path("digest").asText());
    JobSubmission submission = new JobSubmission(new JobInputs(blob, blob, blob, blob), seed, 1);
    return Json.mapper()
        .readTree(post("/v1/jobs", Json.mapper().writeValueAsString(submission)))
        .path("jobId")
        .asText();
  }

  private List<Received> of(String job) {
    return receiver.received().stream()
        .filter(received -> received.event().getSubject().equals("jobs/" + job))
        .toList();
  }

  /** What happens before the endpoint has its place among the events is not for it. */
  private void awaitThatEventsArrive() {
    int[] seed = {0};
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              post("/v1/jobs/" + submit(++seed[0]) + "/cancel", "");
              return !receiver.received().isEmpty();
            });
  }

  @Test
  void endpointIsToldOfAJobInOrderAndSigned() throws Exception {
    awaitThatEventsArrive();
    String job = submit(-1);
    for (String order : List.of("pause", "resume", "cancel")) {
      post("/v1/jobs/" + job + "/" + order, "");
    }

    await().atMost(Duration.ofSeconds(60)).until(() -> of(job).size() == 4);

    assertThat(of(job))
        .extracting(received -> received.event().getType())
        .containsExactly(
            "dev.centroid.compression.accepted",
            "dev.centroid.compression.paused",
            "dev.centroid.compression.resumed",
            "dev.centroid.compression.cancelled");
    for (Received received : of(job)) {
      assertThat(received.isSignedBy(ReceiverResource.SECRET)).isTrue();
    }
    assertThat(get("/q/metrics"))
        .contains("centroid_webhook_deliveries_total{endpoint=\"test\",outcome=\"delivered\"")
        .contains("centroid_webhook_oldest_undelivered_seconds{endpoint=\"test\"")
        .doesNotContain(job);
  }
}
