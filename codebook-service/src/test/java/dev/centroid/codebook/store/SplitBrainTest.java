package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts one of three nodes off while writers put other contents through all of them and readers
 * read. Step: cut, go on, heal. Result: the node alone answers that it cannot, the others go on,
 * and nobody is ever told less than was acknowledged before, or two contents of one version.
 */
@Tag("chaos")
final class SplitBrainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String JOB = "job";
  private static final String LAYER = "conv1";

  @TempDir private Path root;
  private TestCluster cluster;
  private final Map<Long, CodebookRef> acknowledged = new ConcurrentHashMap<>();
  private final AtomicLong newest = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void start() {
    cluster = TestCluster.start(root);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void theMinorityIsSilentAndNobodyIsToldAnythingThatIsNotSo() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2 * TestCluster.NODES);
    List<Future<?>> all = new ArrayList<>();
    for (int node = 0; node < TestCluster.NODES; node++) {
      int number = node;
      all.add(threads.submit(() -> write(number)));
      all.add(threads.submit(() -> read(number)));
    }
    awaitVersions(10);

    cluster.cut(0);
    InfinispanCodebookStore alone = cluster.node(0);
    await().atMost(PATIENCE).until(() -> !alone.isReady());
    assertThatThrownBy(() -> alone.list(JOB)).isInstanceOf(CodebookUnavailableException.class);
    assertThatThrownBy(() -> alone.get(JOB, LAYER, 1))
        .isInstanceOf(CodebookUnavailableException.class);
    assertThatThrownBy(() -> alone.put(JOB, "another", 0, content(0, 0)))
        .isInstanceOf(CodebookUnavailableException.class);
    awaitVersions(newest.get() + 10);

    cluster.heal();
    cluster.awaitReady();
    awaitVersions(newest.get() + 10);
    over.set(true);
    for (Future<?> each : all) {
      each.get();
    }
    threads.shutdown();

    CodebookRef agreed = cluster.node(1).newest(JOB, LAYER).orElseThrow();
    for (InfinispanCodebookStore node : cluster.running()) {
      assertThat(node.newest(JOB, LAYER)).hasValue(agreed);
      for (CodebookRef version : acknowledged.values()) {
        assertThat(node.find(JOB, LAYER, version.version()).orElseThrow().version())
            .isEqualTo(version);
      }
    }
  }

  private void awaitVersions(long count) {
    await().atMost(PATIENCE).until(() -> newest.get() >= count);
  }

  private void write(int node) {
    long version = 0;
    while (!over.get()) {
      try {
        CodebookRef put = cluster.node(node).put(JOB, LAYER, version, content(node, version + 1));
        CodebookRef other = acknowledged.putIfAbsent(put.version(), put);
        assertThat(other).as("version %d has two contents", put.version()).isNull();
        newest.accumulateAndGet(put.version(), Math::max);
        version++;
      } catch (CodebookConflictException e) {
        version++;
      } catch (CodebookUnavailableException e) {
        // Whether it was done is seen by doing it again.
        assertThat(e).hasMessageContaining("cannot answer now");
      }
    }
  }

  private void read(int node) {
    while (!over.get()) {
      long before = newest.get();
      try {
        long seen = cluster.node(node).newest(JOB, LAYER).map(CodebookRef::version).orElse(0L);
        assertThat(seen).as("node %d is behind", node).isGreaterThanOrEqualTo(before);
      } catch (CodebookUnavailableException e) {
        assertThat(e).hasMessageContaining("cannot answer now");
      }
    }
  }

  private static byte[] content(int node, long version) {
    byte[] content = new byte[64];
    new Random(31 * version + node).nextBytes(content);
    return content;
  }
}
