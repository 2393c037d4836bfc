package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.codebook.cluster.ClusterNode;
import dev.centroid.codebook.cluster.ClusterSettings;
import dev.centroid.codebook.cluster.Discovery;
import dev.centroid.codebook.cluster.Ports;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.jgroups.stack.ProtocolStack;

/** Three real nodes in this process, on real ports, with one artifact store. */
final class TestCluster implements AutoCloseable {

  static final int NODES = 3;
  static final Duration SILENCE = Duration.ofMillis(1500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path root;
  private final List<Integer> ports;
  private final JChannel[] channels = new JChannel[NODES];
  private final List<Optional<InfinispanCodebookStore>> nodes = new ArrayList<>();

  private TestCluster(Path root, List<Integer> ports) {
    this.root = root;
    this.ports = ports;
    IntStream.range(0, NODES).forEach(node -> nodes.add(Optional.empty()));
  }

  static TestCluster start(Path root) {
    return start(root, Ports.free(NODES));
  }

  static TestCluster start(Path root, List<Integer> ports) {
    TestCluster cluster = new TestCluster(root, ports);
    IntStream.range(0, NODES).forEach(cluster::start);
    cluster.awaitReady();
    return cluster;
  }

  InfinispanCodebookStore node(int node) {
    return nodes.get(node).orElseThrow();
  }

  List<InfinispanCodebookStore> running() {
    return nodes.stream().flatMap(Optional::stream).toList();
  }

  DirectoryArtifactStore artifacts() {
    return new DirectoryArtifactStore(root.resolve("artifacts"));
  }

  void start(int node) {
    ClusterSettings settings = settings(node, ports);
    ClusterNode peers = ClusterNode.create(settings);
    channels[node] = peers.channel();
    nodes.set(
        node,
        Optional.of(
            InfinispanCodebookStore.open(
                StoreSettings.in(directory(root, node)), settings, peers, artifacts())));
  }

  /** Starts those that were stopped. */
  void repair() {
    for (int node = 0; node < NODES; node++) {
      if (nodes.get(node).isEmpty()) {
        start(node);
      }
    }
    awaitReady();
  }

  /** Cuts a node off from all others, both ways. */
  void cut(int node) {
    for (int other = 0; other < NODES; other++) {
      if (other != node) {
        ignore(node, other);
        ignore(other, node);
      }
    }
  }

  /** Takes all cuts back. */
  void heal() {
    for (JChannel channel : channels) {
      channel.getProtocolStack().removeProtocol(DISCARD.class);
    }
  }

  private void ignore(int node, int other) {
    ProtocolStack stack = channels[node].getProtocolStack();
    DISCARD present = stack.findProtocol(DISCARD.class);
    DISCARD cut = present == null ? new DISCARD() : present;
    if (present == null) {
      stack.insertProtocolInStack(cut, stack.getTransport(), ProtocolStack.Position.ABOVE);
    }
    cut.addIgnoredMembers(channels[other].getAddress());
  }

  void stop(int node) throws IOException {
    node(node).close();
    nodes.set(node, Optional.empty());
  }

  void forget(int node) throws IOException {
    try (Stream<Path> all = Files.walk(directory(root, node))) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  void awaitReady() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(running())
                    .allMatch(node -> node.isReady() && node.reachable() == running().size()));
  }

  /** Asks one node after the other, as the client does, until one answers. */
  <T> T anywhere(int first, Function<InfinispanCodebookStore, T> call) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int turn = first; ; turn++) {
      try {
        return call.apply(running().get(turn % running().size()));
      } catch (CodebookUnavailableException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (InfinispanCodebookStore node : running()) {
      node.close();
    }
  }

  static ClusterSettings settings(int node, List<Integer> ports) {
    return new ClusterSettings(
        "codebook-" + node,
        IntStream.range(0, NODES).mapToObj(each -> "codebook-" + each).toList(),
        "127.0.0.1",
        ports.get(node),
        Optional.empty(),
        new Discovery.Addresses(ports.stream().map(port -> "127.0.0.1:" + port).toList()),
        SILENCE);
  }

  static Path directory(Path root, int node) {
    return root.resolve("codebook-" + node);
  }
}
