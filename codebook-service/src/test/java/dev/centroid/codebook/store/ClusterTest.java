package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.product.Codebook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes. */
final class ClusterTest {

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
  void name(TestInfo test) {
    job = test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void whatIsPutThroughOneNodeIsReadThroughEveryOther() {
    CodebookRef first = cluster.node(0).put(job, "conv1", 0, content(1));
    CodebookRef second = cluster.node(1).put(job, "conv1", 1, content(2));
    CodebookRef other = cluster.node(2).put(job, "conv0", 0, content(3));

    for (InfinispanCodebookStore node : cluster.running()) {
      assertThat(node.get(job, "conv1", 1)).hasValue(content(1));
      assertThat(node.get(job, "conv1", 2)).hasValue(content(2));
      assertThat(node.list(job)).containsExactly(other, second);
      assertThat(node.put(job, "conv1", 0, content(1))).isEqualTo(first);
    }
  }

  @Test
  void exactlyOneOfManyWritersThroughAllNodesWinsEachVersion() throws Exception {
    int writers = 6;
    int versions = 15;
    CyclicBarrier together = new CyclicBarrier(writers);
    AtomicInteger won = new AtomicInteger();

    inParallel(
        writers,
        writer -> {
          for (int version = 1; version <= versions; version++) {
            together.await();
            int expected = version - 1;
            byte[] content = content(1000 * writer + version);
            try {
              cluster.anywhere(writer, node -> node.put(job, "conv1", expected, content));
              won.incrementAndGet();
            } catch (CodebookConflictException e) {
              assertThat(e).hasMessageContaining("version " + version);
            }
          }
        });

    assertThat(won).hasValue(versions);
    Set<List<CodebookRef>> lists = new HashSet<>();
    cluster.running().forEach(node -> lists.add(node.list(job)));
    assertThat(lists).hasSize(1);
  }

  @Test
  void aWatchHearsOfWhatIsPutThroughOtherNodes() {
    List<CodebookRef> told = new CopyOnWriteArrayList<>();
    CodebookRef first = cluster.node(0).put(job, "conv1", 0, content(1));
    CodebookStore.Watch watch = cluster.node(1).watch(job, told::add);
    CodebookRef second = cluster.node(2).put(job, "conv1", 1, content(2));

    await().untilAsserted(() -> assertThat(told).startsWith(first).endsWith(second));
    watch.close();
  }

  @Test
  void shardsInAnyOrderThroughAnyNodesAndRepeatedGiveOneVersion() throws Exception {
    Random random = new Random(5);
    int shards = 4;
    byte[] base = codebook(random);
    List<byte[]> deltas = IntStream.range(0, shards).mapToObj(shard -> codebook(random)).toList();
    Set<CodebookRef> published = new HashSet<>();
    for (int round = 0; round < 8; round++) {
      String layer = "same";
      String ownJob = job + round;
      CodebookRef start = cluster.node(0).put(ownJob, layer, 0, base);
      List<Integer> arrivals = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        arrivals.addAll(Collections.nCopies(1 + random.nextInt(3), shard));
      }
      Collections.shuffle(arrivals, random);
      List<Optional<CodebookRef>> answers = Collections.synchronizedList(new ArrayList<>());

      inParallel(
          arrivals.size(),
          arrival -> {
            int shard = arrivals.get(arrival);
            answers.add(
                cluster.anywhere(
                    arrival,
                    node ->
                        node.contribute(ownJob, start, shard, shards, List.of(deltas.get(shard)))));
          });

      answers.stream().flatMap(Optional::stream).forEach(published::add);
      assertThat(cluster.node(1).list(ownJob)).containsExactlyElementsOf(published);
    }
    assertThat(published).hasSize(1).allMatch(version -> version.version() == 2);
  }

  @Test
  void aShardThatContributesAnotherChangeIsAConflict() {
    Random random = new Random(6);
    CodebookRef base = cluster.node(0).put(job, "conv1", 0, codebook(random));
    byte[] delta = codebook(random);
    assertThat(cluster.node(1).contribute(job, base, 0, 2, List.of(delta))).isEmpty();

    assertThatThrownBy(() -> cluster.node(2).contribute(job, base, 0, 2, List.of(codebook(random))))
        .isInstanceOf(CodebookConflictException.class)
        .hasMessageContainingAll("shard 0 has digest", "conv1", Sha256.of(delta).hex());
    assertThatThrownBy(() -> cluster.node(2).contribute(job, base, 1, 3, List.of(codebook(random))))
        .isInstanceOf(CodebookConflictException.class)
        .hasMessageContaining("has 2 shards, not 3");
  }

  private interface Work {
    void run(int index) throws Exception;
  }

  private static void inParallel(int threads, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> all = new ArrayList<>();
      for (int index = 0; index < threads; index++) {
        int number = index;
        all.add(
            () -> {
              work.run(number);
              return null;
            });
      }
      for (Future<Void> each : executor.invokeAll(all)) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
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
