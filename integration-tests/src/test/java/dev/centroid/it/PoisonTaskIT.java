package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Step: a job is in its first slice of fine-tuning. Action: every worker that takes that slice is
 * killed. Result: the job fails, and names the task, after a few workers; another job completes.
 */
@Tag("chaos")
@OnCluster
final class PoisonTaskIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int MOST_WORKERS = 6;

  @TempDir private Path directory;

  @Test
  void aTaskThatKillsEveryWorkerFailsItsJobAndNoOther(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    String poisoned = rest.submit("poisoned", SmallJob.endlessIn(directory.resolve("poisoned")), 3);

    int killed = 0;
    Optional<String> victim = awaitVictim(cluster, rest, poisoned);
    while (victim.isPresent()) {
      cluster.kill(victim.get());
      killed++;
      assertThat(killed).as("workers lost to one task").isLessThanOrEqualTo(MOST_WORKERS);
      cluster.start(victim.get());
      victim = awaitVictim(cluster, rest, poisoned);
    }

    JsonNode failed = rest.job(poisoned);
    assertThat(failed.at("/job/status").asText()).isEqualTo("FAILED");
    assertThat(failed.at("/job/failure/reason").asText()).contains("task " + poisoned + "/");
    String sound = rest.submit("sound", SmallJob.in(directory.resolve("sound")), 4);
    assertThat(rest.awaitEnd(sound).at("/job/status").asText()).isEqualTo("COMPLETED");
  }

  /** Waits until a worker is at the slice; empty when the job has ended instead. */
  private static Optional<String> awaitVictim(Cluster cluster, Rest rest, String jobId) {
    await().atMost(PATIENCE).until(() -> cluster.isWorkedOn(jobId) || hasEnded(rest, jobId));
    return hasEnded(rest, jobId) ? Optional.empty() : Optional.of(cluster.workerAt(jobId));
  }

  private static boolean hasEnded(Rest rest, String jobId) {
    return Rest.hasEnded(rest.job(jobId));
  }
}
