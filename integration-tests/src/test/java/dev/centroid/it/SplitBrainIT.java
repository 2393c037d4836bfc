package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.codebook.RetryPolicy;
import dev.centroid.protocol.retry.Backoff;
import dev.centroid.protocol.task.CodebookRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of the codebook service.
 *
 * <p>Step: clients that know all nodes put versions. Action: the network between one node and the
 * other two is cut, and heals. Result: the node alone refuses, the clients go on; at the end all
 * three tell the same, and what was acknowledged is there.
 *
 * <p>Step: a node that has lost its disk takes over what the others hold. Action: SIGKILL in the
 * midst of that. Result: it takes over all of it at its next start.
 */
@Tag("chaos")
final class SplitBrainIT {

  private static final String JOB = "job";
  private static final String LAYER = "conv1";
  private static final int LAYERS = 600;
  private static final long SOME_OF_THEM_BYTES = 70_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Says at once that a node does not answer. */
  private static final RetryPolicy ONCE =
      new RetryPolicy(
          Duration.ofSeconds(20), Duration.ZERO, Backoff.constant(Duration.ofMillis(50)));

  @TempDir private Path directory;
  private CodebookProcesses nodes;
  private final Map<Long, CodebookRef> acknowledged = new ConcurrentHashMap<>();
  private final List<AtomicInteger> putsOf =
      IntStream.range(0, CodebookProcesses.NODES).mapToObj(node -> new AtomicInteger()).toList();
  private final AtomicLong newest = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void start() throws IOException {
    nodes = CodebookProcesses.start(directory);
  }

  @AfterEach
  void stop() throws IOException {
    over.set(true);
    nodes.close();
    assertThat(nodes.errors()).as("errors in logs").isEmpty();
  }

  @Test
  void aNodeThatIsCutOffRefusesAndNothingForks() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CodebookProcesses.NODES);
    List<Future<?>> writers = new ArrayList<>();
    for (int node = 0; node < CodebookProcesses.NODES; node++) {
      int first = node;
      writers.add(threads.submit(() -> write(first)));
    }
    awaitPutsOfEach();

    nodes.network().cut(0);
    nodes.awaitAlone(0);
    try (GrpcCodebookClient alone = nodes.client(ONCE, 0)) {
      assertThatThrownBy(() -> alone.list(JOB)).isInstanceOf(CodebookUnavailableException.class);
      assertThatThrownBy(() -> alone.get(JOB, LAYER, 1))
          .isInstanceOf(CodebookUnavailableException.class);
      assertThatThrownBy(() -> alone.put(JOB, "another", 0, content(0, 1)))
          .isInstanceOf(CodebookUnavailableException.class);
    }
    awaitPutsOfEach();

    nodes.network().heal();
    nodes.awaitWhole();
    awaitPutsOfEach();
    over.set(true);
    for (Future<?> writer : writers) {
      writer.get();
    }
    threads.shutdown();
    assertAllTellTheSame();
  }

  @Test
  void aNodeThatIsKilledWhileItCatchesUpComesBack() throws Exception {
    List<CodebookRef> put = new ArrayList<>();
    try (GrpcCodebookClient client = nodes.client(RetryPolicy.DEFAULT, 0, 1, 2)) {
      for (int layer = 0; layer < LAYERS; layer++) {
        put.add(client.put(JOB, "layer%04d".formatted(layer), 0, content(layer, 1)));
      }
      nodes.kill(2);
      nodes.forget(2);
      nodes.launch(2);
      nodes.network().cutAfter(2, SOME_OF_THEM_BYTES);
      nodes.kill(2);
      nodes.network().heal();
      put.set(0, client.putAfter(JOB, put.get(0), content(0, 2)));

      nodes.launch(2);
      nodes.awaitWhole();
      nodes.kill(0);
    }

    try (GrpcCodebookClient client = nodes.client(RetryPolicy.DEFAULT, 2)) {
      assertThat(client.list(JOB)).isEqualTo(put);
    }
  }

  /** Each of the clients that begin with another node goes on. */
  private void awaitPutsOfEach() {
    List<Integer> before = putsOf.stream().map(AtomicInteger::get).toList();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int client = 0; client < putsOf.size(); client++) {
                assertThat(putsOf.get(client).get())
                    .as("puts of client %d", client)
                    .isGreaterThan(before.get(client) + 5);
              }
            });
  }

  /** Puts the next version again and again, against the others. */
  private void write(int first) {
    int[] order =
        IntStream.range(0, CodebookProcesses.NODES)
            .map(turn -> (first + turn) % CodebookProcesses.NODES)
            .toArray();
    try (GrpcCodebookClient client = nodes.client(RetryPolicy.DEFAULT, order)) {
      long version = 0;
      while (!over.get()) {
        try {
          CodebookRef put = client.put(JOB, LAYER, version, content(first, version + 1));
          CodebookRef other = acknowledged.putIfAbsent(put.version(), put);
          assertThat(other).as("version %d has two contents", put.version()).isNull();
          putsOf.get(first).incrementAndGet();
          version = newest.accumulateAndGet(put.version(), Math::max);
        } catch (CodebookConflictException e) {
          // Another client was first; it may not have been told yet.
          version = Math.max(version + 1, newest.get());
        }
      }
    }
  }

  private void assertAllTellTheSame() {
    List<CodebookRef> agreed = List.of();
    for (int node = 0; node < CodebookProcesses.NODES; node++) {
      try (GrpcCodebookClient client = nodes.client(RetryPolicy.DEFAULT, node)) {
        List<CodebookRef> told = client.list(JOB);
        assertThat(told).as("what node %d tells", node).hasSize(1);
        agreed = node == 0 ? told : agreed;
        assertThat(told).as("what node %d tells", node).isEqualTo(agreed);
        for (CodebookRef version : acknowledged.values()) {
          assertThat(client.get(JOB, LAYER, version.version()).map(Sha256::of))
              .as("version %d of node %d", version.version(), node)
              .hasValue(version.digest());
        }
      }
    }
  }

  private static byte[] content(int seed, long version) {
    byte[] content = new byte[64];
    new Random(31 * version + seed).nextBytes(content);
    return content;
  }
}
