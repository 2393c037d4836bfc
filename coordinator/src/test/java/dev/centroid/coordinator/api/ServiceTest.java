package dev.centroid.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.centroid.coordinator.broker.ScriptedWorker;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.protocol.view.JobView;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The application as it is deployed: REST over a real broker. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class ServiceTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String BYTES = "application/octet-stream";

  /** Each submission is a job of its own. */
  private static int lastSeed;

  @TestHTTPResource URI root;

  @ConfigProperty(name = "centroid.kafka.bootstrap-servers")
  String bootstrapServers;

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(root.resolve(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(root.resolve(path))
            .header("Content-Type", path.equals("/v1/blobs") ? BYTES : "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode problem(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    return Json.mapper().readTree(response.body());
  }

  private Digest putBlob(String content) throws Exception {
    HttpResponse<String> response = post("/v1/blobs", content);
    assertThat(response.statusCode()).isEqualTo(201);
    return new Digest(Json.mapper().readTree(response.body()).path("digest").asText());
  }

  private String submission() throws Exception {
    JobInputs inputs =
        new JobInputs(
            putBlob("the model"), putBlob("train"), putBlob("evaluation"), putBlob("recipe"));
    return Json.mapper().writeValueAsString(new JobSubmission(inputs, ++lastSeed, 2));
  }

  @Test
  void blobsComeBackAsTheyWent() throws Exception {
    Digest digest = putBlob("some bytes");

    assertThat(digest).isEqualTo(ScriptedWork.digest("some bytes"));
    assertThat(get("/v1/blobs/" + digest).body()).isEqualTo("some bytes");
  }

  @Test
  void missingBlobIsSaidToBeMissing() throws Exception {
    HttpResponse<String> response = get("/v1/blobs/" + "0".repeat(64));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(problem(response).path("detail").asText()).contains("no blob");
  }

  @Test
  void badSubmissionIsRefusedByTheNameOfItsField() throws Exception {
    ObjectNode body = (ObjectNode) Json.mapper().readTree(submission());
    body.put("sede", 3);

    HttpResponse<String> response = post("/v1/jobs", body.toString());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(problem(response).path("detail").asText()).contains("'sede' is not known");
  }

  @Test
  void submissionOfBlobsThatAreNotThereNamesThem() throws Exception {
    HttpResponse<String> response =
        post("/v1/jobs", Json.mapper().writeValueAsString(ScriptedWork.submission()));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(problem(response).path("detail").asText()).contains("'inputs.model'");
  }

  @Test
  void unknownJobIsSaidToBeUnknown() throws Exception {
    assertThat(get("/v1/jobs/nothing").statusCode()).isEqualTo(404);
    assertThat(problem(get("/v1/jobs/nothing")).path("detail").asText()).contains("no job");
    assertThat(get("/v1/jobs/nothing/events").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> event(String id, String type, String subject, String data)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(root.resolve("/v1/events"))
            .header("Content-Type", "application/json")
            .header("ce-specversion", "1.0")
            .header("ce-id", id)
            .header("ce-source", "/my/system")
            .header("ce-type", type)
            .header("ce-subject", subject)
            .POST(BodyPublishers.ofString(data))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void anEventAsksForAJobAndAnotherCancelsIt() throws Exception {
    String submission = submission();
    String type = "dev.centroid.compression.requested";
    HttpResponse<String> accepted = event("first", type, "a model", submission);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.body()).isEmpty();
    String location = accepted.headers().firstValue("Location").orElseThrow();

    assertThat(event("first", type, "a model", submission).headers().firstValue("Location"))
        .as("the same event again")
        .hasValue(location);
    String jobId = location.substring(location.lastIndexOf('/') + 1);
    HttpResponse<String> cancelled =
        event("second", "dev.centroid.compression.cancel", "jobs/" + jobId, "");

    assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(202);
    assertThat(get("/v1/jobs/" + jobId).body()).contains("CANCELLED");
  }

  @Test
  void anEventOfAnotherTypeIsRefused() throws Exception {
    HttpResponse<String> response = event("third", "com.example.other", "a model", submission());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(problem(response).path("detail").asText()).contains("com.example.other");
  }

  @Test
  void withoutRulesNotificationsAreRefusedWithWhatToSet() throws Exception {
    HttpResponse<String> response = post("/v1/notifications", "{\"Records\": []}");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(problem(response).path("detail").asText()).contains("centroid.notifications.rules");
  }

  /** Asks for a job, whose id it returns. */
  private String submit(String submission) throws Exception {
    return Json.mapper().readTree(post("/v1/jobs", submission).body()).path("jobId").asText();
  }

  private JsonNode order(String jobId, String order) throws Exception {
    HttpResponse<String> response = post("/v1/jobs/" + jobId + "/" + order, "");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }

  @Test
  void jobIsPausedResumedAndCancelledAsOftenAsItIsAskedFor() throws Exception {
    String jobId = submit(submission());

    for (String repeated : List.of("first", "again")) {
      assertThat(order(jobId, "pause").path("status").asText()).as(repeated).isEqualTo("PAUSED");
    }
    assertThat(order(jobId, "resume").path("status").asText()).isEqualTo("RUNNING");
    for (String repeated : List.of("first", "again")) {
      assertThat(order(jobId, "cancel").path("status").asText())
          .as(repeated)
          .isEqualTo("CANCELLED");
    }
  }

  @Test
  void jobThatHasEndedTakesNoOrders() throws Exception {
    String jobId = submit(submission());
    order(jobId, "cancel");

    HttpResponse<String> response = post("/v1/jobs/" + jobId + "/pause", "");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(problem(response).path("detail").asText()).contains("has ended: it is cancelled");
    assertThat(post("/v1/jobs/nothing/cancel", "").statusCode()).isEqualTo(404);
  }

  @Test
  void jobWhoseDeadlinePassesFailsAndSaysSo() throws Exception {
    ObjectNode body = (ObjectNode) Json.mapper().readTree(submission());
    body.put("deadline", Instant.now().toString());
    String jobId = submit(body.toString());

    String events = get("/v1/jobs/" + jobId + "/events").body();

    assertThat(events).contains("its deadline").contains("has passed");
  }

  @Test
  void jobIsWatchedFromItsDetailsToItsEnd() throws Exception {
    HttpResponse<String> accepted = post("/v1/jobs", submission());
    assertThat(accepted.statusCode()).isEqualTo(202);
    String jobId = Json.mapper().readTree(accepted.body()).path("jobId").asText();

    List<String> lines;
    try (ScriptedWorker worker =
        new ScriptedWorker(bootstrapServers, ScriptedWork.of(Programs.everything()), 1 << 20)) {
      lines = get("/v1/jobs/" + jobId + "/events").body().lines().toList();
      assertThat(worker.taken()).isNotEmpty();
    }

    List<String> names = lines.stream().filter(line -> line.startsWith("event:")).toList();
    assertThat(names.get(0)).isEqualTo("event:details");
    assertThat(names.get(names.size() - 1)).isEqualTo("event:job");
    assertThat(names).contains("event:layer", "event:task");
    List<String> data = lines.stream().filter(line -> line.startsWith("data:")).toList();
    JobView last = Json.mapper().readValue(data.get(data.size() - 1).substring(5), JobView.class);
    assertThat(last.status()).isEqualTo(JobStatus.COMPLETED);
    JobDetails details = Json.mapper().readValue(get("/v1/jobs/" + jobId).body(), JobDetails.class);
    assertThat(details.job()).isEqualTo(last);
    assertThat(details.layers()).hasSize(6);
    assertThat(get("/v1/jobs").body()).contains(jobId);
    assertThat(get("/q/metrics").body())
        .contains("centroid_jobs{state=\"completed\"")
        .contains("centroid_tasks_total{kind=\"tune\",outcome=\"completed\"")
        .contains("centroid_task_seconds_count{kind=\"quantize\"")
        .contains("centroid_steps_total")
        .contains("centroid_share_group_lag{group=\"centroid-tensor\"")
        .contains("centroid_artifact_bytes");
  }

  @Test
  void readyWhenJobsRun() throws Exception {
    assertThat(get("/q/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/q/health/started").statusCode()).isEqualTo(200);
  }
}
