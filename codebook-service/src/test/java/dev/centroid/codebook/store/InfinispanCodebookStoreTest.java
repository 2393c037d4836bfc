package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InfinispanCodebookStoreTest {

  @TempDir private Path root;
  private DirectoryArtifactStore artifacts;
  private InfinispanCodebookStore store;

  @BeforeEach
  void open() {
    artifacts = new DirectoryArtifactStore(root.resolve("artifacts"));
    store = InfinispanCodebookStore.open(settings(), artifacts);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void readsBackEveryVersionThatWasPutTheOldOnesToo() {
    for (int version = 1; version <= 20; version++) {
      CodebookRef stored = store.put("job", "conv1", version - 1, content(version));
      assertThat(stored).isEqualTo(new CodebookRef("conv1", version, Sha256.of(content(version))));
    }

    for (int version = 1; version <= 20; version++) {
      assertThat(store.get("job", "conv1", version)).hasValue(content(version));
    }
    assertThat(store.get("job", "conv1", 0)).isEmpty();
    assertThat(store.get("job", "conv1", 21)).isEmpty();
    assertThat(store.get("job", "conv2", 1)).isEmpty();
    assertThat(store.get("job2", "conv1", 1)).isEmpty();
    assertThat(store.versions()).isEqualTo(20);
  }

  @Test
  void everyVersionIsInTheArtifactStoreUnderItsDigest() throws IOException {
    CodebookRef stored = store.put("job", "conv1", 0, content(1));

    assertThat(artifacts.read(stored.digest())).isEqualTo(content(1));
  }

  @Test
  void theSamePutAgainIsSuccessAlsoWhenLaterVersionsFollowed() {
    CodebookRef first = store.put("job", "conv1", 0, content(1));
    assertThat(store.put("job", "conv1", 0, content(1))).isEqualTo(first);

    store.put("job", "conv1", 1, content(2));
    CodebookRef third = store.put("job", "conv1", 2, content(3));

    assertThat(store.put("job", "conv1", 0, content(1))).isEqualTo(first);
    assertThat(store.list("job")).containsExactly(third);
  }

  @Test
  void anotherContentForAVersionIsAConflictThatNamesEverything() throws IOException {
    store.put("job", "conv1", 0, content(1));
    store.put("job", "conv1", 1, content(2));

    assertThatThrownBy(() -> store.put("job", "conv1", 0, content(9)))
        .isInstanceOf(CodebookConflictException.class)
        .hasMessageContainingAll(
            "version 1 of job job, layer conv1",
            Sha256.of(content(9)).hex(),
            Sha256.of(content(1)).hex(),
            "newest is version 2",
            Sha256.of(content(2)).hex());
    assertThat(store.get("job", "conv1", 1)).hasValue(content(1));
    // Its author can still refer to it by digest.
    assertThat(artifacts.read(Sha256.of(content(9)))).isEqualTo(content(9));
  }

  @Test
  void aVersionThatWouldLeaveAGapIsAConflict() {
    store.put("job", "conv1", 0, content(1));

    for (long expected : new long[] {2, 3, 100, Long.MAX_VALUE - 1}) {
      assertThatThrownBy(() -> store.put("job", "conv1", expected, content(2)))
          .isInstanceOf(CodebookConflictException.class)
          .hasMessageContainingAll("gap", "newest is version 1");
    }
  }

  @Test
  void listsAJobsLayersByNameAndNoOtherJobs() {
    CodebookRef second = store.put("job", "layer2", 0, content(1));
    CodebookRef tenth = store.put("job", "layer10", 0, content(2));
    store.put("another", "layer3", 0, content(3));

    assertThat(store.list("job")).containsExactly(tenth, second);
    assertThat(store.list("none")).isEmpty();
  }

  @Test
  void namesMayHoldAnythingThatCanBeRead() {
    List<String> names = List.of("a/b", "a b", "a@noise", "größe 1.5", "7", "a\"'\\");
    for (String name : names) {
      store.put(name, name, 0, content(1));
      store.put(name, name, 1, content(2));
    }

    for (String name : names) {
      assertThat(store.list(name)).extracting(CodebookRef::layer).containsExactly(name);
      assertThat(store.get(name, name, 1)).hasValue(content(1));
    }
  }

  @Test
  void refusesANegativeVersion() {
    assertThatThrownBy(() -> store.put("job", "conv1", -1, content(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("conv1", "-1");
  }

  @Test
  void everythingIsThereAfterItWasClosedAndOpened() throws IOException {
    for (int version = 1; version <= 10; version++) {
      store.put("job", "conv1", version - 1, content(version));
      store.put("job", "conv2", version - 1, content(100 + version));
    }
    List<CodebookRef> before = store.list("job");

    store.close();
    open();

    assertThat(store.list("job")).isEqualTo(before);
    for (int version = 1; version <= 10; version++) {
      assertThat(store.get("job", "conv1", version)).hasValue(content(version));
      assertThat(store.get("job", "conv2", version)).hasValue(content(100 + version));
    }
    assertThat(store.put("job", "conv1", 10, content(11)).version()).isEqualTo(11);
  }

  @Test
  void aContentThatIsNowhereIsUnavailableAndNotAbsent() throws IOException {
    for (int version = 1; version <= 10; version++) {
      store.put("job", "conv1", version - 1, content(version));
    }
    Digest first = Sha256.of(content(1));
    Files.delete(artifacts.file(first));

    assertThatThrownBy(() -> store.get("job", "conv1", 1))
        .isInstanceOf(CodebookUnavailableException.class)
        .hasMessageContainingAll("version 1", "conv1", first.hex());
  }

  @Test
  void exactlyOneOfManyWritersWinsEachVersion() throws Exception {
    int writers = 8;
    int versions = 50;
    AtomicInteger won = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(writers);

    inParallel(
        writers,
        writer -> {
          for (int version = 1; version <= versions; version++) {
            together.await();
            try {
              store.put("job", "conv1", version - 1, content(1000 * writer + version));
              won.incrementAndGet();
            } catch (CodebookConflictException e) {
              assertThat(e).hasMessageContaining("version " + version);
            }
          }
          return true;
        });

    assertThat(won).hasValue(versions);
    assertThat(store.versions()).isEqualTo(versions);
    assertThat(LongStream.rangeClosed(1, versions).boxed().toList())
        .allMatch(version -> store.get("job", "conv1", version).isPresent());
  }

  @Test
  void aWatchTellsEveryVersionOfEveryLayerOnceAndInOrder() throws Exception {
    int layers = 4;
    int versions = 50;
    List<List<CodebookRef>> told =
        Stream.generate(CopyOnWriteArrayList<CodebookRef>::new)
            .limit(6)
            .<List<CodebookRef>>map(list -> list)
            .toList();
    List<CodebookStore.Watch> watches = new ArrayList<>();
    watches.add(store.watch("job", told.get(0)::add));

    inParallel(
        layers,
        layer -> {
          for (int version = 1; version <= versions; version++) {
            store.put("job", "layer" + layer, version - 1, content(version));
            if (version % 10 == 0 && layer == 0) {
              synchronized (watches) {
                watches.add(store.watch("job", told.get(watches.size())::add));
              }
            }
          }
          return true;
        });

    for (int layer = 0; layer < layers; layer++) {
      String name = "layer" + layer;
      for (List<CodebookRef> heard : told) {
        await().untilAsserted(() -> assertThat(versions(heard, name)).endsWith((long) versions));
        List<Long> heardVersions = versions(heard, name);
        assertThat(heardVersions)
            .as("layer %s: from the first one heard, no gap, none twice", name)
            .isEqualTo(LongStream.rangeClosed(heardVersions.get(0), versions).boxed().toList());
      }
      assertThat(versions(told.get(0), name)).startsWith(1L);
    }
    watches.forEach(CodebookStore.Watch::close);
  }

  @Test
  void aClosedWatchHearsNothingMore() {
    List<CodebookRef> closed = new CopyOnWriteArrayList<>();
    List<CodebookRef> open = new CopyOnWriteArrayList<>();
    store.watch("job", closed::add).close();
    store.watch("job", open::add);

    store.put("job", "conv1", 0, content(1));

    await().untilAsserted(() -> assertThat(open).hasSize(1));
    assertThat(closed).isEmpty();
  }

  @Test
  void aSlowListenerHoldsUpNobody() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    List<CodebookRef> slow = new CopyOnWriteArrayList<>();
    store.watch(
        "job",
        codebook -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          slow.add(codebook);
        });

    for (int version = 1; version <= 10; version++) {
      store.put("job", "conv1", version - 1, content(version));
    }
    assertThat(slow).isEmpty();
    go.countDown();

    await().untilAsserted(() -> assertThat(versions(slow, "conv1")).hasSize(10).isSorted());
  }

  @Test
  void aDirectoryBelongsToOneStoreAtATime() {
    assertThatThrownBy(() -> InfinispanCodebookStore.open(settings(), artifacts))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(root.toString(), "in use", "name another");
  }

  @Test
  void aClosedStoreIsUnavailable() throws IOException {
    store.close();

    assertThatThrownBy(() -> store.put("job", "conv1", 0, content(1)))
        .isInstanceOf(CodebookUnavailableException.class)
        .hasMessageContaining(root.toString());
    open();
  }

  @Test
  void refusesADirectoryThatIsAFile() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "in the way");

    assertThatThrownBy(() -> InfinispanCodebookStore.open(StoreSettings.in(file), artifacts))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), "name another");
  }

  @Test
  void refusesAStateThatCannotBeReadAndStartsAnewWhenItIsMovedAway() throws IOException {
    store.put("job", "conv1", 0, content(1));
    store.close();
    Path registers = root.resolve("codebooks").resolve("registers.sqlite");
    Files.write(registers, content(7));

    assertThatThrownBy(() -> InfinispanCodebookStore.open(settings(), artifacts))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(
            root.toString(), "cannot be read", "move it and its -wal file away")
        .hasMessageNotContaining("\n");

    Files.move(registers, root.resolve("moved"));
    open();
    assertThat(store.list("job")).isEmpty();
  }

  private StoreSettings settings() {
    return StoreSettings.in(root.resolve("codebooks"));
  }

  private static List<Long> versions(List<CodebookRef> codebooks, String layer) {
    return codebooks.stream()
        .filter(codebook -> codebook.layer().equals(layer))
        .map(CodebookRef::version)
        .toList();
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[256];
    new Random(seed).nextBytes(content);
    return content;
  }

  private interface Work {
    boolean run(int index) throws Exception;
  }

  private static void inParallel(int threads, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Boolean>> all =
          IntStream.range(0, threads)
              .<Callable<Boolean>>mapToObj(index -> () -> work.run(index))
              .toList();
      for (Future<Boolean> each : executor.invokeAll(all)) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
