package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that cannot write: what they write of a file beyond a limit fails, as on a disk that is
 * full, but needs no privileges and tells nobody else.
 *
 * <p>Each job has a seed of its own, since a blob that is there need not be written.
 *
 * <p>Step: a worker fine-tunes. Action: its disk is full. Result: it says which directory is full,
 * leaves nothing half written there, and leaves the task to others; with another worker, or with
 * space, the artifact is that of an undisturbed run; without either, the job fails and names the
 * task.
 *
 * <p>Step: a coordinator is sent a blob, or runs a job. Action: its disk is full. Result: it
 * refuses the blob and says why; the job goes on.
 *
 * <p>Step: a job stores codebooks. Action: the disk of one of the three nodes is full; then there
 * is space, and another one is killed. Result: the job goes on, and so does the next one.
 */
@Tag("chaos")
@OnCluster
final class FullDiskIT {

  /** Less than a slice's state, more than a log. */
  private static final long ROOM_BYTES = 128 << 10;

  private static final int INSUFFICIENT_STORAGE = 507;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @AfterEach
  void makeSpace(Cluster cluster) throws Exception {
    cluster.start();
    for (String name : cluster.names()) {
      cluster.makeSpace(name);
    }
  }

  @Test
  void anotherWorkerDoesWhatOneHasNoSpaceFor(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.briefIn(directory.resolve("job"));
    String jobId = submittedWithoutSpace(cluster, rest, job, 101);

    cluster.start("worker-2");

    assertCompleted(rest.awaitEnd(jobId), job, 101);
    assertNothingIsHalfWritten(cluster);
  }

  @Test
  void aJobGoesOnOnceThereIsSpace(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.briefIn(directory.resolve("job"));
    String jobId = submittedWithoutSpace(cluster, rest, job, 102);

    cluster.makeSpace("worker-1");

    assertCompleted(rest.awaitEnd(jobId), job, 102);
  }

  @Test
  void aJobThatFindsNoSpaceFailsAndNamesTaskAndDirectory(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    for (String worker : cluster.workers()) {
      cluster.fillDisk(worker, ROOM_BYTES);
    }

    String jobId =
        rest.submit("no space anywhere", SmallJob.briefIn(directory.resolve("job")), 103);

    JsonNode end = rest.awaitEnd(jobId);
    assertThat(end.at("/job/status").asText()).isEqualTo("FAILED");
    assertThat(end.at("/job/failure/reason").asText())
        .contains("task " + jobId + "/", cluster.artifacts().toString(), "free some space");
    assertNothingIsHalfWritten(cluster);
  }

  @Test
  void aCoordinatorWithoutSpaceRefusesABlobAndSaysWhy(Cluster cluster) throws Exception {
    cluster.fillDisk("coordinator-1", ROOM_BYTES);

    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(cluster.coordinatorUrls().get(0) + "/v1/blobs"))
                    .header("Content-Type", "application/octet-stream")
                    .POST(BodyPublishers.ofByteArray(new byte[(int) ROOM_BYTES + 1]))
                    .build(),
                BodyHandlers.ofString());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(INSUFFICIENT_STORAGE);
    assertThat(response.body())
        .contains("free some space")
        .doesNotContain(cluster.artifacts().toString());
    assertThat(cluster.log("coordinator-1"))
        .anyMatch(line -> line.contains(cluster.artifacts().toString()));
    assertNothingIsHalfWritten(cluster);
  }

  @Test
  void aJobOutlivesCoordinatorsWithoutSpace(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.longIn(directory.resolve("job"));
    String jobId = rest.submit("coordinators have no space", job, 3);
    rest.awaitUnits(jobId, "tune all", 1);

    cluster.fillDisk("coordinator-1", 0);
    cluster.fillDisk("coordinator-2", 0);
    cluster.kill("coordinator-2");
    cluster.start("coordinator-2");
    cluster.makeSpace("coordinator-1");

    assertCompleted(rest.awaitEnd(jobId), job, 3);
  }

  @Test
  void aCodebookNodeWithoutSpaceHasItsVoteAgainOnceThereIsSome(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.briefIn(directory.resolve("job"));
    cluster.fillDisk("codebook-2", 0);
    JsonNode meanwhile = rest.awaitEnd(rest.submit("a node has no space", job, 104));
    assertThat(meanwhile.at("/job/status").asText()).isEqualTo("COMPLETED");

    cluster.makeSpace("codebook-2");
    cluster.kill("codebook-1");

    assertCompleted(rest.awaitEnd(rest.submit("it has space again", job, 105)), job, 105);
  }

  /** A job that the only worker has no space for, once it says so. */
  private static String submittedWithoutSpace(Cluster cluster, Rest rest, Path job, long seed)
      throws Exception {
    cluster.stop("worker-2");
    cluster.fillDisk("worker-1", ROOM_BYTES);
    String jobId = rest.submit("without space, seed " + seed, job, seed);
    awaitComplaint(cluster, "worker-1", jobId);
    return jobId;
  }

  private void assertCompleted(JsonNode end, Path job, long seed) throws Exception {
    assertThat(end.at("/job/status").asText())
        .as(end.at("/job/failure").toString())
        .isEqualTo("COMPLETED");
    assertThat(end.at("/job/packaged/packed").asText())
        .isEqualTo(Undisturbed.packed(job, seed, directory));
  }

  /** Waits until a worker says what it cannot do, where, and what to do about it. */
  private static void awaitComplaint(Cluster cluster, String worker, String jobId) {
    List<String> words =
        List.of("task failed: a blob of", cluster.artifacts().toString(), "free some space", jobId);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster.log(worker).stream()
                    .anyMatch(line -> words.stream().allMatch(line::contains)));
  }

  private static void assertNothingIsHalfWritten(Cluster cluster) throws IOException {
    try (Stream<Path> left = Files.list(cluster.artifacts().resolve("incoming"))) {
      assertThat(left.toList()).as("temporary files").isEqualTo(List.of());
    }
  }
}
