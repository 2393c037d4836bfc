package dev.centroid.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.quantization.random.TestSeed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Step: jobs run on the whole cluster. Action: every 2 to 5 seconds a random process is killed with
 * SIGKILL, the broker as well as any other, and started again; now and then all codebook nodes are
 * killed at once, one of them is cut off from the others, a worker is frozen with SIGSTOP for
 * longer than its lock, or, in the long form, the disk of a codebook node or a coordinator is full
 * for as long. Result: every job completes, once, and each artifact is byte for byte that of an
 * undisturbed run.
 *
 * <p>{@code -Dchaos.jobs=20 -Dchaos.kills=100 -Dchaos.full-disks=0.1 -Dcluster.workers=3} gives the
 * long form, {@code -Dchaos.seed} another order of kills.
 */
@Tag("chaos")
@OnCluster
final class ChaosIT {

  private static final int JOBS = Integer.getInteger("chaos.jobs", 2);
  private static final int KILLS = Integer.getInteger("chaos.kills", 6);
  private static final long SEED = Long.getLong("chaos.seed", TestSeed.value());
  private static final Duration SHORTEST_PEACE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PEACE = Duration.ofSeconds(5);

  /** Of all blows, so many freeze a worker. */
  private static final double FREEZES = 0.1;

  /** Of all blows, so many kill all codebook nodes at once. */
  private static final double MASSACRES = 0.05;

  /** Of all blows, so many cut the network between a codebook node and the others. */
  private static final double CUTS = 0.1;

  /** Of all blows, so many fill a disk. */
  private static final double FULL_DISKS =
      Double.parseDouble(System.getProperty("chaos.full-disks", "0"));

  @TempDir private Path directory;

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
  void whateverIsKilledEveryJobCompletesWithTheSameArtifact(Cluster cluster) throws Exception {
    System.out.printf("chaos: %d jobs, %d kills, seed %d%n", JOBS, KILLS, SEED);
    Rest rest = Rest.of(cluster.coordinatorUrls());
    List<Path> folders =
        List.of(
            SmallJob.in(directory.resolve("job")),
            SmallJob.shardedIn(directory.resolve("sharded")));
    Map<Integer, String> jobs = new LinkedHashMap<>();
    for (int seed = 1; seed <= JOBS; seed++) {
      jobs.put(seed, rest.submit("chaos-" + SEED + "-" + seed, folderOf(seed, folders), seed));
    }

    List<String> killed = killAtRandom(cluster);
    cluster.start();

    System.out.printf("chaos: killed %s%n", killed);
    for (Map.Entry<Integer, String> job : jobs.entrySet()) {
      JsonNode end = rest.awaitEnd(job.getValue());
      assertThat(end.at("/job/status").asText())
          .as("seed %d of chaos %d: %s", job.getKey(), SEED, end.at("/job/failure"))
          .isEqualTo("COMPLETED");
      assertThat(end.at("/job/packaged/packed").asText())
          .as("seed %d of chaos %d", job.getKey(), SEED)
          .isEqualTo(Undisturbed.packed(folderOf(job.getKey(), folders), job.getKey(), directory));
    }
    assertThat(Completions.of(cluster))
        .as("times that jobs completed, chaos %d", SEED)
        .containsAllEntriesOf(jobs.values().stream().collect(toMap(job -> job, job -> 1)));
    System.out.printf("chaos: work redone: %s%n", Redone.of(cluster));
  }

  private static Path folderOf(int seed, List<Path> folders) {
    return folders.get(seed % folders.size());
  }

  /** Kills, freezes, cuts off and fills disks; returns who was killed. */
  private static List<String> killAtRandom(Cluster cluster) throws Exception {
    Random random = new Random(SEED);
    List<String> killed = new ArrayList<>();
    Outages outages = new Outages(cluster);
    List<String> withDisks = new ArrayList<>(cluster.codebookNodes());
    withDisks.addAll(cluster.coordinators());
    while (killed.size() < KILLS) {
      long spread = LONGEST_PEACE.minus(SHORTEST_PEACE).toMillis();
      TimeUnit.MILLISECONDS.sleep(
          SHORTEST_PEACE.toMillis() + (long) (random.nextDouble() * spread));
      outages.endThose(Instant.now());
      double blow = random.nextDouble();
      if (blow < FREEZES) {
        outages.freeze(oneOf(cluster.workers(), random), Instant.now());
      } else if (blow < FREEZES + MASSACRES) {
        killed.addAll(killAtOnce(cluster, cluster.codebookNodes()));
      } else if (blow < FREEZES + MASSACRES + CUTS) {
        outages.cutOff(oneOf(cluster.codebookNodes(), random), Instant.now());
      } else if (blow < FREEZES + MASSACRES + CUTS + FULL_DISKS) {
        outages.fillDisk(oneOf(withDisks, random), Instant.now());
      } else {
        killed.addAll(killAtOnce(cluster, List.of(oneOf(cluster.names(), random))));
      }
    }
    outages.endThose(Instant.MAX);
    System.out.printf("chaos: besides %s%n", outages.begun());
    return killed;
  }

  private static String oneOf(List<String> names, Random random) {
    return names.get(random.nextInt(names.size()));
  }

  /** Kills those that run, launches all, and returns who was killed. */
  private static List<String> killAtOnce(Cluster cluster, List<String> victims) throws Exception {
    List<String> killed = victims.stream().filter(cluster::isAlive).toList();
    for (String victim : killed) {
      cluster.kill(victim);
    }
    for (String victim : victims) {
      cluster.launch(victim);
    }
    return killed;
  }
}
