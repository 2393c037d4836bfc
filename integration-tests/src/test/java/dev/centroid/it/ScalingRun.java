package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A measurement, not part of the tests: how much sooner a job in 16 shards is done by more workers.
 * One and two workers are real. One, four and sixteen are replayed: they take as long for each task
 * as a real worker did, and everything but the computing is real. {@code docs/cluster.md} has its
 * figures.
 */
@Tag("load")
final class ScalingRun {

  private static final int SHARDS = 16;
  private static final int AVERAGE_EVERY = Integer.getInteger("scaling.averageEvery", 16);
  private static final int SLICES = 3;
  private static final String[] WITHOUT_WORKERS = {
    "broker", "codebook-1", "codebook-2", "codebook-3", "coordinator-1"
  };

  @TempDir private Path directory;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
  void sameJobOnMoreWorkers() throws Exception {
    Path folder = SmallJob.in(directory.resolve("job"), recipe());
    Path home = directory.resolve("real");
    Map<String, String> window = Map.of("CENTROID_COORDINATOR_WINDOW", Integer.toString(SHARDS));
    Recording recording = new Recording();
    String recordedJob;
    String packed;
    try (Cluster cluster = Cluster.start(home, window, WITHOUT_WORKERS)) {
      cluster.start("worker-1");
      Rest rest = Rest.of(cluster.coordinatorUrls().subList(0, 1));
      JsonNode one = end(rest, rest.submit("one", folder, 1));
      cluster.start("worker-2");
      JsonNode two = end(rest, rest.submit("two", folder, 1));
      say("real", 1, one, one);
      say("real", 2, two, one);
      packed = one.at("/job/packaged/packed").asText();
      assertThat(two.at("/job/packaged/packed").asText()).isEqualTo(packed);
      recordedJob = one.at("/job/jobId").asText();
      record(cluster, recording);
      System.out.println("scaling: recorded " + recording.summary(recordedJob));
    }
    ArtifactStore recorded = new DirectoryArtifactStore(home.resolve("artifacts"));
    Path replayed = directory.resolve("replayed");
    try (Cluster cluster = Cluster.start(replayed, window, WITHOUT_WORKERS)) {
      JsonNode one = replay(cluster, 1, folder, recordedJob, recording, recorded);
      assertThat(one.at("/job/packaged/packed").asText()).isEqualTo(packed);
      say("replayed", 1, one, one);
      for (int workers : new int[] {2, 4, 16}) {
        JsonNode end = replay(cluster, workers, folder, recordedJob, recording, recorded);
        assertThat(end.at("/job/packaged/packed").asText()).isEqualTo(packed);
        say("replayed", workers, end, one);
      }
    }
  }

  private static String recipe() {
    return """
        version: 1
        seed: 3
        batchSize: 128
        dataParallel: {shards: %d, averageEvery: %d}
        data: {scale: 1/255, mean: [0.25], deviation: [0.23]}
        groups:
          - name: all
            steps: %d
            layers:
              - {match: "conv*.0", kind: conv2d, blockSize: 9, centroids: 64}
              - {match: "{hidden,classify}", kind: linear, blockSize: 4, centroids: 32}
        tuning:
          optimizer: {kind: adam, learningRate: 1e-3}
          loss: {crossEntropy: 1}
        batchNorm: {recalibrationBatches: 8}
        """
        .formatted(SHARDS, AVERAGE_EVERY, SLICES * AVERAGE_EVERY);
  }

  private static void record(Cluster cluster, Recording recording) {
    try (TopicTail tail =
        new TopicTail(cluster.broker(), List.of(Topic.TASK_EVENTS), recording::hear)) {
      tail.readToTheEnd();
    }
  }

  private static JsonNode replay(
      Cluster cluster,
      int count,
      Path folder,
      String recordedJob,
      Recording recording,
      ArtifactStore recorded)
      throws Exception {
    // What the replay before has written would not be written again.
    Path store = cluster.home().resolve("artifacts");
    Directories.delete(store);
    Rest rest = Rest.of(cluster.coordinatorUrls().subList(0, 1));
    List<ReplayWorker> workers = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      workers.add(
          new ReplayWorker(
              "replay-" + number,
              cluster.broker(),
              recordedJob,
              recording,
              recorded,
              new DirectoryArtifactStore(store)));
    }
    workers.forEach(ReplayWorker::start);
    try {
      return end(rest, rest.submit("replay-" + count, folder, 1));
    } finally {
      workers.forEach(ReplayWorker::close);
    }
  }

  private static JsonNode end(Rest rest, String jobId) {
    JsonNode end = rest.awaitEnd(jobId);
    assertThat(end.at("/job/status").asText()).as(end.toString()).isEqualTo("COMPLETED");
    return end;
  }

  private static void say(String how, int workers, JsonNode job, JsonNode one) {
    double whole = seconds(job.at("/job/acceptedAt"), job.at("/job/finishedAt"));
    double tuning = tuning(job);
    System.out.printf(
        Locale.ROOT,
        "scaling: %s, %d workers: whole job %.1f s (efficiency %.2f), fine-tuning in shards %.1f s"
            + " (efficiency %.2f)%n",
        how,
        workers,
        whole,
        seconds(one.at("/job/acceptedAt"), one.at("/job/finishedAt")) / whole / workers,
        tuning,
        tuning(one) / tuning / workers);
  }

  private static double tuning(JsonNode job) {
    for (JsonNode phase : job.at("/job/phases")) {
      if (phase.at("/name").asText().equals("tune all")) {
        return seconds(phase.at("/startedAt"), phase.at("/endedAt"));
      }
    }
    throw new IllegalStateException(job.toString());
  }

  private static double seconds(JsonNode from, JsonNode to) {
    return Duration.between(Instant.parse(from.asText()), Instant.parse(to.asText())).toMillis()
        / 1000.0;
  }
}
