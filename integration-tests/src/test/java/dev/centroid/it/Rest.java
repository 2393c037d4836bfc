package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A patient client of the coordinators' REST: asks another when one does not answer.
 *
 * @param urls of the coordinators
 * @param turn whose turn it is
 */
record Rest(List<String> urls, AtomicInteger turn) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final int UNAVAILABLE = 503;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  static Rest of(List<String> urls) {
    return new Rest(urls, new AtomicInteger());
  }

  /** Sends a job's files. */
  JobInputs upload(Path folder) {
    return new JobInputs(
        blob(folder.resolve("model.pt")),
        blob(folder.resolve("train.safetensors")),
        blob(folder.resolve("eval.safetensors")),
        blob(folder.resolve("recipe.yaml")));
  }

  /** Sends a job's files and asks for it; returns its id. */
  String submit(String name, Path folder, long seed) {
    return submit(name, upload(folder), seed);
  }

  /** Asks for a job, whose id it returns. */
  String submit(String name, JobInputs inputs, long seed) {
    return submit(name, inputs, seed, HttpRequest.newBuilder());
  }

  /** Asks for a job as a part of a trace of the caller's; returns its id. */
  String submit(String name, JobInputs inputs, long seed, String traceparent) {
    return submit(name, inputs, seed, HttpRequest.newBuilder().header("traceparent", traceparent));
  }

  private String submit(String name, JobInputs inputs, long seed, HttpRequest.Builder call) {
    ObjectNode request = JSON.createObjectNode();
    request.put("source", "test").put("id", name).put("seed", seed).put("threads", 1);
    ObjectNode blobs = request.putObject("inputs");
    blobs.put("model", inputs.model().hex());
    blobs.put("train", inputs.train().hex());
    blobs.put("evaluation", inputs.evaluation().hex());
    blobs.put("recipe", inputs.recipe().hex());
    return post(
            call.header("Content-Type", "application/json"),
            "/v1/jobs",
            BodyPublishers.ofString(request.toString()))
        .at("/jobId")
        .asText();
  }

  /** Orders something of a job: cancel, pause or resume. */
  JsonNode order(String jobId, String order) {
    return post(
        HttpRequest.newBuilder(), "/v1/jobs/" + jobId + "/" + order, BodyPublishers.noBody());
  }

  JsonNode job(String jobId) {
    return parse(answer(HttpRequest.newBuilder(), "/v1/jobs/" + jobId).body());
  }

  /** Waits until a job is as wanted. */
  JsonNode await(String jobId, Predicate<JsonNode> wanted) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(BETWEEN_TRIES)
        .until(() -> job(jobId), wanted);
  }

  JsonNode awaitEnd(String jobId) {
    return await(jobId, Rest::hasEnded);
  }

  static boolean hasEnded(JsonNode job) {
    return !job.at("/job/finishedAt").asText("").isEmpty();
  }

  /** The phase of a job that began last. */
  static JsonNode lastPhase(JsonNode job) {
    return job.at("/job/phases/" + (job.at("/job/phases").size() - 1));
  }

  /** Waits until a phase of a job is under way and has done some units. */
  JsonNode awaitUnits(String jobId, String phase, int units) {
    return await(
        jobId,
        job -> {
          JsonNode last = lastPhase(job);
          return last.at("/name").asText().equals(phase) && last.at("/done").asInt() >= units;
        });
  }

  private Digest blob(Path file) {
    try {
      HttpRequest.Builder call =
          HttpRequest.newBuilder().header("Content-Type", "application/octet-stream");
      return new Digest(
          post(call, "/v1/blobs", BodyPublishers.ofFile(file)).at("/digest").asText());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode post(HttpRequest.Builder call, String path, BodyPublisher body) {
    HttpResponse<String> response = answer(call.POST(body), path);
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return parse(response.body());
  }

  /** Asks one coordinator after the other until one answers. */
  private HttpResponse<String> answer(HttpRequest.Builder request, String path) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(BETWEEN_TRIES)
        .pollDelay(Duration.ZERO)
        .until(() -> ask(request, path), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<HttpResponse<String>> ask(HttpRequest.Builder request, String path)
      throws InterruptedException {
    String url = urls.get(Math.floorMod(turn.getAndIncrement(), urls.size()));
    try {
      HttpResponse<String> response =
          HTTP.send(
              request.uri(URI.create(url + path)).timeout(ANSWER_WITHIN).build(),
              BodyHandlers.ofString());
      return Optional.of(response).filter(answer -> answer.statusCode() < UNAVAILABLE);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
