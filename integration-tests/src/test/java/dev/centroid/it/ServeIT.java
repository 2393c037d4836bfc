package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole system as a service, with jobs sent by REST: one that is well and others that are not.
 */
final class ServeIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** What is wrong, and words that its failure must say. */
  private static final Map<String, String[]> SPOILT =
      Map.of(
          "labels out of range", new String[] {"eval.safetensors", "label 77"},
          "data of another shape",
              new String[] {".safetensors: the model cannot take", "[N, 24, 1, 24]"},
          "a model that is none", new String[] {"model.pt", "not a TorchScript archive"},
          "a recipe that matches no layer", new String[] {"group 'spatial'", "convolution*"});

  @TempDir static Path directory;

  private static String url;
  private static String token;
  private static CentroidProcess system;
  private static final Map<String, JsonNode> ENDED = new LinkedHashMap<>();

  @BeforeAll
  static void sendJobs() throws Exception {
    int port = FreePorts.one();
    url = "http://127.0.0.1:" + port;
    system =
        CentroidProcess.start(
            "serve",
            "--port",
            Integer.toString(port),
            "--home",
            directory.resolve("home").toString());
    assertThat(system.awaitLine(line -> line.startsWith("Ctrl-C"))).isPresent();
    token = Files.readString(directory.resolve("home/token")).strip();
    Map<String, String> jobs = new LinkedHashMap<>();
    for (String name : SPOILT.keySet()) {
      jobs.put(name, submit(name, spoilt(name)));
    }
    jobs.put("well", submit("well", SmallJob.in(directory.resolve("well"))));
    for (Map.Entry<String, String> job : jobs.entrySet()) {
      ENDED.put(job.getKey(), awaitEnd(job.getValue()));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    system.stop();
    system.end();
  }

  @Test
  void theJobThatIsWellIsDoneAmongThoseThatAreNot() {
    assertThat(ENDED.get("well").at("/job/status").asText()).isEqualTo("COMPLETED");
  }

  static Set<String> spoiltJobs() {
    return SPOILT.keySet();
  }

  @ParameterizedTest
  @MethodSource("spoiltJobs")
  void everyOtherFailsForWhatItsSenderGaveAndSaysWhat(String name) {
    JsonNode failure = ENDED.get(name).at("/job/failure");

    assertThat(failure.at("/badInput").asBoolean()).as("%s", failure).isTrue();
    assertThat(failure.at("/reason").asText()).contains(SPOILT.get(name));
  }

  @Test
  void metricsCountJobsTasksStepsAndBytes() throws Exception {
    assertThat(get("/q/metrics").lines())
        .contains(
            "centroid_jobs{state=\"completed\"} 1.0",
            "centroid_jobs{state=\"failed\"} " + SPOILT.size() + ".0",
            "centroid_steps_total 40.0")
        .anyMatch(line -> line.startsWith("centroid_tasks_total{kind=\"tune\",outcome="))
        .anyMatch(line -> line.startsWith("centroid_task_seconds_sum{kind=\"quantize\""))
        .anyMatch(line -> line.startsWith("centroid_share_group_lag{"))
        .anyMatch(line -> line.startsWith("centroid_artifact_bytes_sum"))
        .anyMatch(line -> line.startsWith("centroid_worker_steps_total"))
        .anyMatch(line -> line.startsWith("centroid_codebook_puts_total"));
  }

  private static Path spoilt(String name) throws IOException {
    Path job = SmallJob.in(directory.resolve(name));
    switch (name) {
      case "labels out of range" -> {
        byte[] data = Files.readAllBytes(job.resolve("eval.safetensors"));
        data[data.length - 1] = 77;
        Files.write(job.resolve("eval.safetensors"), data);
      }
      case "data of another shape" -> {
        for (String file : new String[] {"train.safetensors", "eval.safetensors"}) {
          replace(job.resolve(file), ",1,24,24]", ",24,1,24]");
        }
      }
      case "a model that is none" -> Files.writeString(job.resolve("model.pt"), "my model");
      case "a recipe that matches no layer" ->
          replace(job.resolve("recipe.yaml"), "conv*.0", "convolution*");
      default -> throw new IllegalArgumentException(name);
    }
    return job;
  }

  /** Byte for byte, whatever else the file holds. */
  private static void replace(Path file, String old, String by) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, by), StandardCharsets.ISO_8859_1);
  }

  private static String submit(String name, Path folder) throws Exception {
    ObjectNode request = JSON.createObjectNode();
    request.put("source", "test").put("id", name).put("seed", 3).put("threads", 2);
    ObjectNode inputs = request.putObject("inputs");
    inputs.put("model", blob(folder.resolve("model.pt")));
    inputs.put("train", blob(folder.resolve("train.safetensors")));
    inputs.put("evaluation", blob(folder.resolve("eval.safetensors")));
    inputs.put("recipe", blob(folder.resolve("recipe.yaml")));
    return post("/v1/jobs", "application/json", BodyPublishers.ofString(request.toString()))
        .at("/jobId")
        .asText();
  }

  private static String blob(Path file) throws Exception {
    return post("/v1/blobs", "application/octet-stream", BodyPublishers.ofFile(file))
        .at("/digest")
        .asText();
  }

  private static JsonNode awaitEnd(String jobId) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> JSON.readTree(get("/v1/jobs/" + jobId)),
            job -> !job.at("/job/finishedAt").asText("").isEmpty());
  }

  private static JsonNode post(String path, String type, HttpRequest.BodyPublisher body)
      throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            request(path).header("Content-Type", type).POST(body).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return JSON.readTree(response.body());
  }

  private static String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = HTTP.send(request(path).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + token);
  }
}
