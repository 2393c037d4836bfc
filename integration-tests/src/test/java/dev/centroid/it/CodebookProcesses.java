package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.centroid.protocol.codebook.CodebookServers;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.codebook.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three processes of the codebook service on a network that can be cut. */
final class CodebookProcesses implements AutoCloseable {

  static final int NODES = 3;

  private static final Path JAR = Path.of("../codebook-service/target/quarkus-app/quarkus-run.jar");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final int SERVICE_OFFSET = 100;
  private static final int CLUSTER_OFFSET = 400;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final int basePort;
  private final RelayedNetwork network = new RelayedNetwork();
  private final List<Optional<Process>> processes = new ArrayList<>();

  private CodebookProcesses(Path root, int basePort) {
    this.root = root;
    this.basePort = basePort;
    IntStream.range(0, NODES).forEach(node -> processes.add(Optional.empty()));
  }

  /** Starts all in an empty folder. */
  static CodebookProcesses start(Path root) throws IOException {
    CodebookProcesses all = new CodebookProcesses(root, FreePorts.base());
    for (int node = 0; node < NODES; node++) {
      all.network.relayAll(node, all.clusterPort());
    }
    for (int node = 0; node < NODES; node++) {
      all.launch(node);
    }
    all.awaitWhole();
    return all;
  }

  RelayedNetwork network() {
    return network;
  }

  /** A client of some nodes, the first of which it asks first. */
  GrpcCodebookClient client(RetryPolicy patience, int... nodes) {
    return GrpcCodebookClient.connect(
        CodebookServers.plain(
            IntStream.of(nodes)
                .mapToObj(node -> "127.0.0.1:" + servicePort(node))
                .collect(Collectors.joining(","))),
        patience);
  }

  /** Starts a node's process, and does not wait for it. */
  void launch(int node) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dquarkus.http.port=" + servicePort(node),
            "-Dcentroid.artifacts.directory=" + root.resolve("artifacts"),
            "-Dcentroid.codebook.directory=" + directory(node),
            "-Dcentroid.codebook.cluster.node=" + name(node),
            "-Dcentroid.codebook.cluster.nodes=" + perNode(CodebookProcesses::name),
            "-Dcentroid.codebook.cluster.bind-address=" + RelayedNetwork.listensOn(node),
            "-Dcentroid.codebook.cluster.advertised-address=" + RelayedNetwork.isKnownAs(node),
            "-Dcentroid.codebook.cluster.bind-port=" + clusterPort(),
            "-Dcentroid.codebook.cluster.addresses="
                + perNode(each -> RelayedNetwork.isKnownAs(each) + ":" + clusterPort()),
            "-Dcentroid.codebook.cluster.silence=2S",
            "-jar",
            JAR.toString());
    processes.set(
        node,
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(node).toFile()))
                .start()));
  }

  /** Kills a node's process with no chance to do anything, and waits until it is gone. */
  void kill(int node) throws InterruptedException {
    if (processes.get(node).isPresent()) {
      // On Linux this is SIGKILL.
      Process process = processes.get(node).get().destroyForcibly();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s is gone", name(node)).isTrue();
    }
  }

  /** Deletes what a node that does not run has on its disk. */
  void forget(int node) throws IOException {
    Directories.delete(directory(node));
  }

  /** Waits until all nodes are ready and reach each other. */
  void awaitWhole() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int node = 0; node < NODES; node++) {
                assertThat(health(node)).as(name(node)).hasValue(new Health(true, NODES));
              }
            });
  }

  /** Waits until a node that runs knows that it reaches too few others. */
  void awaitAlone(int node) {
    await()
        .atMost(PATIENCE)
        .until(() -> health(node).filter(health -> !health.ready()).isPresent());
  }

  /** Lines at level ERROR of all logs. */
  List<String> errors() throws IOException {
    List<String> errors = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      Files.readAllLines(log(node), StandardCharsets.UTF_8).stream()
          .filter(line -> line.contains(" ERROR "))
          .map(line -> line.strip())
          .forEach(errors::add);
    }
    return errors;
  }

  @Override
  public void close() throws IOException {
    try {
      for (int node = 0; node < NODES; node++) {
        kill(node);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    network.close();
  }

  private Optional<Health> health(int node) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + servicePort(node) + "/q/health/ready");
    try {
      String body =
          HTTP.send(
                  HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build(),
                  BodyHandlers.ofString())
              .body();
      return Optional.of(Health.of(JSON.readTree(body)));
    } catch (IOException e) {
      // It starts, or is gone.
      return Optional.empty();
    }
  }

  private Path directory(int node) {
    return root.resolve(name(node));
  }

  private Path log(int node) {
    return root.resolve(name(node) + ".log");
  }

  private int clusterPort() {
    return basePort + CLUSTER_OFFSET;
  }

  private int servicePort(int node) {
    return basePort + SERVICE_OFFSET + 1 + node;
  }

  private static String name(int node) {
    return "codebook-" + node;
  }

  private static String perNode(IntFunction<String> setting) {
    return IntStream.range(0, NODES).mapToObj(setting).collect(Collectors.joining(","));
  }

  /**
   * What a node says of itself.
   *
   * @param ready whether it answers
   * @param reached how many nodes it reaches, itself among them
   */
  private record Health(boolean ready, int reached) {

    static Health of(JsonNode answer) {
      int reached = 0;
      for (JsonNode check : answer.at("/checks")) {
        reached = Math.max(reached, check.at("/data/nodes").asInt());
      }
      return new Health(answer.at("/status").asText().equals("UP"), reached);
    }
  }
}
