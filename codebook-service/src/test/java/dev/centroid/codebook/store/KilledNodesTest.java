package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.codebook.cluster.Ports;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes that put through their nodes, and are killed: one by one, while one takes over
 * what it lost, and all at once.
 */
@Tag("chaos")
final class KilledNodesTest {

  private static final int KILLS = Integer.getInteger("centroid.test.kills", 1);
  private static final int LAYERS = 3;
  private static final int PUTS_BETWEEN = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path root;
  private final List<Integer> ports = Ports.free(TestCluster.NODES);
  private final Process[] nodes = new Process[TestCluster.NODES];
  private final Path[] outputs = new Path[TestCluster.NODES];
  private int starts;

  @AfterEach
  void killAll() throws InterruptedException {
    for (int node = 0; node < TestCluster.NODES; node++) {
      kill(node);
    }
  }

  @Test
  void everyAcknowledgedPutIsThereAfterEveryKill() throws Exception {
    Random random = new Random(11);
    startAll();
    // Before it is ready for the first time, a node needs both others.
    for (int node = 0; node < TestCluster.NODES; node++) {
      awaitReady(node);
    }
    awaitPuts(PUTS_BETWEEN);
    for (int kill = 0; kill < KILLS; kill++) {
      int node = random.nextInt(TestCluster.NODES);
      kill(node);
      awaitPuts(PUTS_BETWEEN);
      start(node);
      awaitPuts(PUTS_BETWEEN);
    }
    killWhileItTakesOver(random.nextInt(TestCluster.NODES));
    killAll();

    Map<String, Long> acknowledged = acknowledged();
    assertThat(acknowledged).hasSize(LAYERS);
    try (TestCluster cluster = TestCluster.start(root, ports)) {
      for (Map.Entry<String, Long> layer : acknowledged.entrySet()) {
        long newest =
            cluster.node(0).newest("job", layer.getKey()).map(CodebookRef::version).orElse(0L);
        assertThat(newest)
            .as("%s: what was acknowledged, and at most one put more", layer.getKey())
            .isBetween(layer.getValue(), layer.getValue() + 1);
        for (long version = 1; version <= newest; version++) {
          assertThat(cluster.node((int) version % 3).get("job", layer.getKey(), version))
              .as("%s, version %d", layer.getKey(), version)
              .hasValue(content(layer.getKey(), version));
        }
        assertThat(
                cluster
                    .node(0)
                    .put("job", layer.getKey(), newest, content(layer.getKey(), newest + 1))
                    .version())
            .isEqualTo(newest + 1);
      }
    }
  }

  /**
   * A node that has lost its directory is killed as soon as it has begun to keep what the others
   * tell it.
   */
  private void killWhileItTakesOver(int node) throws Exception {
    kill(node);
    Path directory = TestCluster.directory(root, node);
    delete(directory);
    start(node);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.exists(directory.resolve("registers.sqlite")));
    kill(node);
    awaitPuts(PUTS_BETWEEN);
    start(node);
    awaitReady(node);
    awaitPuts(PUTS_BETWEEN);
  }

  private void startAll() throws IOException {
    for (int node = 0; node < TestCluster.NODES; node++) {
      start(node);
    }
  }

  private void start(int node) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Child.class.getName());
    command.add(root.toString());
    command.add(Integer.toString(node));
    ports.forEach(port -> command.add(port.toString()));
    starts++;
    outputs[node] = root.resolve("puts-" + starts + ".txt");
    nodes[node] =
        new ProcessBuilder(command)
            .redirectOutput(outputs[node].toFile())
            .redirectError(root.resolve("errors-" + starts + ".txt").toFile())
            .start();
  }

  private void kill(int node) throws InterruptedException {
    if (nodes[node] != null) {
      nodes[node].destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
  }

  private void awaitReady(int node) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(Files.readAllLines(outputs[node])).contains(Child.READY));
  }

  /** Waits for so many puts more, through whichever nodes are there. */
  private void awaitPuts(int count) throws IOException {
    long before = puts();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(puts()).as("puts").isGreaterThanOrEqualTo(before + count));
  }

  private long puts() throws IOException {
    return acknowledged().values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<String, Long> acknowledged() throws IOException {
    Map<String, Long> newest = new TreeMap<>();
    for (int start = 1; start <= starts; start++) {
      for (String line : Files.readAllLines(root.resolve("puts-" + start + ".txt"))) {
        // The kill may have cut the last line short.
        if (line.endsWith(".")) {
          String[] words = line.substring(0, line.length() - 1).split(" ", -1);
          newest.merge(words[0], Long.valueOf(words[1]), Math::max);
        }
      }
    }
    return newest;
  }

  private static byte[] content(String layer, long version) {
    byte[] content = new byte[512];
    new Random(31L * version + layer.hashCode()).nextBytes(content);
    return content;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Opens its node and puts versions until it is killed, or whoever started it is gone. */
  static final class Child {

    static final String READY = "ready";

    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Thread orphaned =
          new Thread(
              () -> {
                try {
                  System.in.transferTo(System.err);
                } catch (IOException e) {
                  System.err.println(e);
                } finally {
                  Runtime.getRuntime().halt(1);
                }
              });
      orphaned.setDaemon(true);
      orphaned.start();
      Path root = Path.of(arguments[0]);
      int node = Integer.parseInt(arguments[1]);
      List<Integer> ports = Stream.of(arguments).skip(2).map(Integer::valueOf).toList();
      InfinispanCodebookStore store =
          InfinispanCodebookStore.open(
              StoreSettings.in(TestCluster.directory(root, node)),
              TestCluster.settings(node, ports),
              new DirectoryArtifactStore(root.resolve("artifacts")));
      await().atMost(PATIENCE).until(store::isReady);
      System.out.println(READY);
      String layer = "layer" + node;
      while (true) {
        try {
          put(store, layer);
        } catch (CodebookUnavailableException e) {
          System.err.println(e.getMessage());
        }
      }
    }

    private static void put(InfinispanCodebookStore store, String layer)
        throws InterruptedException {
      long version = store.newest("job", layer).map(CodebookRef::version).orElse(0L);
      while (true) {
        store.put("job", layer, version, content(layer, version + 1));
        version++;
        System.out.println(layer + " " + version + ".");
        // Leaves the processor to nodes that start.
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }
}
