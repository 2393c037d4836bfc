package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.product.Codebook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes, some of which stop, or lose what they have. */
@Tag("chaos")
final class LostNodesTest {

  @TempDir private static Path root;
  private static TestCluster cluster;
  private String job;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(root);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void repair(TestInfo test) {
    cluster.repair();
    job = test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void contributionsOutliveTheNodeThatTookThem() throws IOException {
    Random random = new Random(7);
    CodebookRef base = cluster.node(0).put(job, "conv1", 0, codebook(random));
    assertThat(cluster.node(1).contribute(job, base, 1, 2, List.of(codebook(random)))).isEmpty();
    cluster.stop(1);

    Optional<CodebookRef> merged =
        cluster.anywhere(
            0, node -> node.contribute(job, base, 0, 2, List.of(codebook(new Random(8)))));

    assertThat(merged).isPresent();
    assertThat(cluster.node(2).list(job)).containsExactly(merged.orElseThrow());
  }

  @Test
  void oneNodeDownStopsNobodyAndTwoStopEverything() throws IOException {
    CodebookRef first = cluster.node(0).put(job, "conv1", 0, content(1));
    cluster.stop(2);
    CodebookRef second = cluster.anywhere(0, node -> node.putAfter(job, first, content(2)));
    assertThat(cluster.node(1).list(job)).containsExactly(second);

    cluster.stop(1);

    InfinispanCodebookStore left = cluster.node(0);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(left.isReady()).isFalse());
    assertThatThrownBy(() -> left.put(job, "conv1", 2, content(3)))
        .isInstanceOf(CodebookUnavailableException.class)
        .hasMessageContaining("2 must");
    assertThatThrownBy(() -> left.get(job, "conv1", 1))
        .isInstanceOf(CodebookUnavailableException.class);
    assertThatThrownBy(() -> left.list(job)).isInstanceOf(CodebookUnavailableException.class);

    cluster.start(1);
    cluster.start(2);
    cluster.awaitReady();
    for (InfinispanCodebookStore node : cluster.running()) {
      assertThat(node.list(job)).containsExactly(second);
    }
  }

  @Test
  void aNodeWhoseDirectoryIsLostTakesOverWhatTheOthersHold() throws IOException {
    for (int layer = 0; layer < 260; layer++) {
      cluster.node(layer % 3).put(job, "layer" + layer, 0, content(layer));
    }
    List<CodebookRef> before = cluster.node(0).list(job);
    cluster.stop(1);
    cluster.forget(1);
    cluster.start(1);
    cluster.awaitReady();
    cluster.stop(0);

    List<CodebookRef> after = cluster.anywhere(0, node -> node.list(job));
    assertThat(after).isEqualTo(before).hasSize(260);
    assertThat(cluster.node(1).versions()).isGreaterThanOrEqualTo(260);
  }

  @Test
  void clientsGoOnWhenAllNodesAndTheirDirectoriesAreLost() throws IOException {
    CodebookRef newest = cluster.node(0).put(job, "conv1", 0, content(1));
    newest = cluster.node(1).putAfter(job, newest, content(2));
    newest = cluster.node(2).putAfter(job, newest, content(3));
    for (int node = 0; node < TestCluster.NODES; node++) {
      cluster.stop(node);
      cluster.forget(node);
    }
    for (int node = 0; node < TestCluster.NODES; node++) {
      cluster.start(node);
    }
    cluster.awaitReady();

    CodebookRef third = newest;
    CodebookRef fourth = cluster.anywhere(0, node -> node.putAfter(job, third, content(4)));

    assertThat(fourth).isEqualTo(new CodebookRef("conv1", 4, Sha256.of(content(4))));
    for (InfinispanCodebookStore node : cluster.running()) {
      assertThat(node.get(job, "conv1", 3)).hasValue(content(3));
      assertThat(node.get(job, "conv1", 4)).hasValue(content(4));
      assertThat(node.get(job, "conv1", 2)).isEmpty();
      // Who repeats an older put brings that version back, too.
      assertThat(node.put(job, "conv1", 0, content(1)).version()).isEqualTo(1);
    }
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[256];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static byte[] codebook(Random random) {
    float[] centroids = new float[32];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = random.nextFloat() - 0.5f;
    }
    return CodebookFile.toBytes(new Codebook(4, centroids));
  }
}
