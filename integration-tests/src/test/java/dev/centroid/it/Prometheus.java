package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A real Prometheus that asks the processes of a cluster for their metrics each second. */
final class Prometheus implements AutoCloseable {

  private static final String PROGRAM = "prometheus";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final String url;

  private Prometheus(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts one. The test is skipped where there is none.
   *
   * @param rules groups of rules, as in a file of rules
   * @param exporters {@code host:port} of further ones to ask for their metrics, whose own labels
   *     count
   */
  static Prometheus start(Path folder, Cluster cluster, Object rules, String... exporters)
      throws IOException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, PROGRAM))),
        "needs " + PROGRAM);
    Files.createDirectories(folder);
    // JSON is YAML.
    JSON.writeValue(folder.resolve("rules.yaml").toFile(), rules);
    JSON.writeValue(folder.resolve("prometheus.yaml").toFile(), settings(cluster, exporters));
    int port = FreePorts.one();
    Process process =
        new ProcessBuilder(
                PROGRAM,
                "--config.file=prometheus.yaml",
                "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + port)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    Prometheus prometheus = new Prometheus(process, "http://127.0.0.1:" + port);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> prometheus.value("count(up == 1)").orElse(0) > 0);
    return prometheus;
  }

  /** The value of an expression that has one at most. */
  OptionalDouble value(String expression) {
    JsonNode result = series(expression);
    assertThat(result.size()).as("series of %s", expression).isLessThanOrEqualTo(1);
    return result.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(result.at("/0/value/1").asDouble());
  }

  /** The series that an expression has now. */
  JsonNode series(String expression) {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .at("/data/result");
  }

  /** The rules, once each has been evaluated. */
  List<JsonNode> evaluatedRules() {
    return await()
        .atMost(PATIENCE)
        .until(
            this::rules,
            rules ->
                !rules.isEmpty()
                    && rules.stream()
                        .noneMatch(rule -> rule.path("health").asText().equals("unknown")));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private List<JsonNode> rules() {
    return elements(get("/api/v1/rules").at("/data/groups"))
        .flatMap(group -> elements(group.path("rules")))
        .toList();
  }

  private JsonNode get(String path) {
    try {
      String answer =
          client
              .send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
              .body();
      JsonNode read = JSON.readTree(answer);
      assertThat(read.path("status").asText()).as(answer).isEqualTo("success");
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> settings(Cluster cluster, String... exporters) {
    return Map.of(
        "global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"),
        "rule_files", List.of("rules.yaml"),
        "scrape_configs",
            List.of(
                Map.of(
                    "job_name", "centroid",
                    "metrics_path", "/q/metrics",
                    "static_configs",
                        cluster.httpAddresses().entrySet().stream()
                            .map(process -> target(process.getKey(), process.getValue()))
                            .toList()),
                Map.of(
                    "job_name",
                    "exporters",
                    "honor_labels",
                    true,
                    "static_configs",
                    List.of(Map.of("targets", List.of(exporters))))));
  }

  /** With the labels that the Prometheus operator gives to a pod. */
  private static Map<String, Object> target(String name, String address) {
    return Map.of(
        "targets", List.of(address), "labels", Map.of("namespace", "centroid", "pod", name));
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
