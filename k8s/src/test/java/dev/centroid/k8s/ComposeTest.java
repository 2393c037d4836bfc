package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stack for Docker on one machine. docker-compose checks it against its schema and renders it;
 * the tests that need that are skipped where it is not.
 */
@Tag("manifests")
final class ComposeTest {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path FOLDER = Path.of("../deploy/compose").toAbsolutePath().normalize();
  private static final Map<String, String> WORKLOADS =
      Map.of(
          "centroid/coordinator",
          "coordinator",
          "centroid/codebook-service",
          "codebook",
          "centroid/gpu-worker",
          "worker");

  @TempDir private Path folder;

  @Test
  void ourImagesAreBuiltFromTheirStages() throws IOException {
    Path containerfile = Containerfile.FOLDER.resolve("Containerfile").toRealPath();
    assertThat(ours())
        .isNotEmpty()
        .allSatisfy(
            (name, service) -> {
              JsonNode build = service.path("build");
              Path context = Path.of(build.path("context").asText());
              assertThat(context.resolve(build.path("dockerfile").asText()))
                  .isEqualTo(containerfile);
              assertThat(service.path("image").asText())
                  .isEqualTo("centroid/" + build.path("target").asText());
              assertThat(Containerfile.read().images()).containsKey(build.path("target").asText());
            });
    assertThat(ours().values())
        .extracting(service -> service.path("image").asText())
        .containsAll(WORKLOADS.keySet());
  }

  @Test
  void containersAreConfined() {
    assertThat(services())
        .allSatisfy(
            (name, service) -> {
              assertThat(service.path("user").asText()).as(name).matches("[1-9]\\d*:[1-9]\\d*");
              assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
              assertThat(service.path("cap_drop")).as(name).hasToString("[\"ALL\"]");
              assertThat(service.path("security_opt"))
                  .as(name)
                  .hasToString("[\"no-new-privileges:true\"]");
              assertThat(service.has("mem_limit")).as(name).isTrue();
              assertThat(service.path("healthcheck").path("test").size()).as(name).isPositive();
            });
  }

  @Test
  void portsArePublishedOnTheLoopbackOnly() {
    assertThat(
            services().values().stream()
                .flatMap(service -> Manifest.elements(service.path("ports"))))
        .isNotEmpty()
        .allMatch(port -> port.asText().startsWith("127.0.0.1:"));
  }

  @Test
  void portsAndHealthAreWhereTheServicesListen() throws IOException {
    for (Map.Entry<String, JsonNode> entry : ours().entrySet()) {
      JsonNode service = entry.getValue();
      String workload = WORKLOADS.get(service.path("image").asText());
      List<JsonNode> check = Manifest.elements(service.at("/healthcheck/test")).toList();
      URI asked = URI.create(check.get(check.size() - 1).asText());

      assertThat(asked.getPath()).isEqualTo("/q/health/ready");
      assertThat(ServicePorts.of(workload)).as(entry.getKey()).contains(asked.getPort());
      for (JsonNode port : service.path("ports")) {
        int inside = Integer.parseInt(port.asText().replaceAll(".*:(\\d+)(/tcp)?$", "$1"));
        assertThat(ServicePorts.of(workload)).as(entry.getKey()).contains(inside);
      }
    }
  }

  @Test
  void filesThatAreMountedAreThere() {
    assertThat(
            services().values().stream()
                .flatMap(service -> Manifest.elements(service.path("volumes")))
                .map(volume -> volume.asText().split(":", 2)[0])
                .filter(source -> source.startsWith("/")))
        .isNotEmpty()
        .allMatch(source -> Files.exists(Path.of(source)));
  }

  @Test
  void brokersAreReplicatedAsOftenAsTheCoordinatorAsks() throws IOException {
    String broker = Files.readString(FOLDER.resolve("broker.properties"));

    assertThat(ours().get("coordinator-1").at("/environment/CENTROID_KAFKA_REPLICATION").asText())
        .isEqualTo("1");
    assertThat(
            Stream.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")
                .map(topic -> topic + ".replication.factor=1"))
        .allMatch(broker::contains);
  }

  @Test
  void prometheusTakesItsSettingsAndTheRulesOfKubernetes() throws IOException {
    Command.require("promtool");
    Path rules = folder.resolve("alerts.yaml");
    // As the service does it, with its own command.
    String start = services().get("prometheus").path("command").get(0).asText();
    String extract =
        start.lines().filter(line -> line.startsWith("sed ")).findFirst().orElseThrow();
    Command.run(
        folder,
        "sh",
        "-euc",
        extract
            .replace("/etc/centroid", Path.of("base").toAbsolutePath().toString())
            .replace("/tmp/alerts.yaml", rules.toString()));
    Files.writeString(
        folder.resolve("prometheus.yaml"),
        Files.readString(FOLDER.resolve("prometheus.yaml"))
            .replace("/tmp/alerts.yaml", rules.toString()));

    assertThat(Command.run(folder, "promtool", "check", "config", "prometheus.yaml"))
        .contains("SUCCESS")
        .containsPattern("[1-9]\\d* rules found");
  }

  private static Map<String, JsonNode> ours() {
    Map<String, JsonNode> ours = services();
    ours.values().removeIf(service -> !service.path("image").asText().startsWith("centroid/"));
    return ours;
  }

  /** The services as docker-compose renders them, which checks the file against its schema. */
  private static Map<String, JsonNode> services() {
    Command.require("docker-compose");
    String rendered =
        Command.run(
            FOLDER,
            "env",
            "CENTROID_API_TOKEN=0123456789abcdef",
            "GRAFANA_PASSWORD=some",
            "docker-compose",
            "config");
    Map<String, JsonNode> services = new TreeMap<>();
    try {
      YAML.readTree(rendered)
          .path("services")
          .properties()
          .forEach(service -> services.put(service.getKey(), service.getValue()));
    } catch (IOException e) {
      throw new IllegalStateException(rendered, e);
    }
    return services;
  }
}
