package dev.centroid.codebook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.task.CodebookRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that holds a store while it puts, again and again, on one directory. */
@Tag("chaos")
final class KilledProcessTest {

  private static final int KILLS = Integer.getInteger("centroid.test.kills", 8);
  private static final int FEWEST_KILLS = 3;
  private static final int WRITERS = 4;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @TempDir private Path root;

  @Test
  void everyAcknowledgedPutIsThereAfterEveryKill() throws Exception {
    Random random = new Random(3);
    Map<Integer, Long> acknowledged = new TreeMap<>();
    long end = System.nanoTime() + LONGEST.toNanos();
    int kills = 0;
    while (kills < KILLS && System.nanoTime() < end) {
      readUntilKilled(20 + random.nextInt(200), acknowledged);
      kills++;
    }

    assertThat(kills).as("kills within %s", LONGEST).isGreaterThanOrEqualTo(FEWEST_KILLS);
    try (InfinispanCodebookStore store = store(root)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        long newest = store.newest("job", layer(writer)).orElseThrow().version();
        assertThat(newest)
            .as("%s: what was acknowledged, and at most one put more", layer(writer))
            .isBetween(acknowledged.get(writer), acknowledged.get(writer) + 1);
        for (long version = 1; version <= newest; version++) {
          assertThat(store.get("job", layer(writer), version))
              .as("%s, version %d, after %d kills", layer(writer), version, kills)
              .hasValue(content(writer, version));
        }
      }
    }
  }

  /** Kills the child once it has acknowledged so many puts, and notes all it acknowledged. */
  private void readUntilKilled(int puts, Map<Integer, Long> acknowledged) throws Exception {
    Path output = root.resolve("output.txt");
    Path errors = root.resolve("errors.txt");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                root.toString())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> !child.isAlive() || Files.readAllLines(output).size() >= puts);
    } finally {
      child.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
    List<String> lines = Files.readAllLines(output);
    assertThat(lines)
        .as("the child went on after the kill before: %s", Files.readString(errors))
        .hasSizeGreaterThanOrEqualTo(puts);
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      // The kill may have cut the last line short.
      if (words.length == 2 && !words[1].isEmpty()) {
        acknowledged.merge(Integer.valueOf(words[0]), Long.valueOf(words[1]), Math::max);
      }
    }
  }

  private static InfinispanCodebookStore store(Path root) {
    return InfinispanCodebookStore.open(
        StoreSettings.in(root.resolve("codebooks")),
        new DirectoryArtifactStore(root.resolve("artifacts")));
  }

  private static String layer(int writer) {
    return "layer" + writer;
  }

  private static byte[] content(int writer, long version) {
    byte[] content = new byte[8192];
    new Random(31L * version + writer).nextBytes(content);
    return content;
  }

  /** Opens the store and puts versions until it is killed. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws Exception {
      InfinispanCodebookStore store = store(Path.of(arguments[0]));
      ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
      List<Callable<Void>> all = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int index = writer;
        all.add(
            () -> {
              put(store, index);
              return null;
            });
      }
      writers.invokeAny(all);
    }

    private static void put(InfinispanCodebookStore store, int writer) {
      long version = store.newest("job", layer(writer)).map(CodebookRef::version).orElse(0L);
      while (true) {
        store.put("job", layer(writer), version, content(writer, version + 1));
        version++;
        synchronized (System.out) {
          System.out.println(writer + " " + version);
        }
      }
    }
  }
}
