package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.centroid.artifact.s3.S3Server;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.view.JobId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster keeps its blobs in a bucket, each process behind a directory of its own that holds less
 * than a job needs.
 *
 * <p>Action: a job. Result: its artifact is, byte by byte, that of an undisturbed run whose store
 * is a directory, and the coordinator serves it.
 *
 * <p>Action: a model is put into another bucket, and the notification that MinIO would send of it
 * is posted. Result: by the rule for such models its job completes, with the artifact of an
 * undisturbed run, and an event tells so.
 */
@Tag("slow")
final class S3IT {

  /** Less than the model and its data; more than the largest of them. */
  private static final String LOCAL_BYTES = "3000000";

  private static final String[] PROCESSES = {
    "broker", "codebook-1", "codebook-2", "codebook-3", "coordinator-1", "worker-1"
  };

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String RULE = "CENTROID_NOTIFICATIONS_RULES_INCOMING_";
  private static final int SEED = 3;

  @TempDir private static Path directory;
  private static S3Server server;
  private static Path job;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server();
    job = SmallJob.in(directory.resolve("job"));
    cluster = Cluster.start(directory.resolve("cluster"), environment(), PROCESSES);
  }

  @AfterAll
  static void stop() throws Exception {
    try (Cluster started = cluster) {
      assertThat(started).as("the cluster").isNotNull();
    } finally {
      server.stop();
    }
  }

  @Test
  void aClusterOnS3MakesTheSameArtifactAsADirectory() throws Exception {
    Rest rest = Rest.of(List.of(coordinator()));

    String packed = packed(rest.awaitEnd(rest.submit("on S3", job, SEED)));

    assertThat(packed).isEqualTo(Undisturbed.packed(job, SEED, directory));
    assertThat(Sha256.of(blob(packed)).hex()).isEqualTo(packed);
    assertThat(cluster.artifacts()).as("a directory that all share").doesNotExist();
    assertThat(cluster.unexpectedErrors()).as("errors in logs").isEmpty();
  }

  @Test
  void anObjectInABucketBecomesACompressedArtifactAndAnEvent() throws Exception {
    server.putModel("in coming/glyphs.pt", Files.readAllBytes(job.resolve("model.pt")));

    JsonNode taken = notify("in+coming/glyphs.pt");

    assertThat(taken.path("matching").asInt()).as("%s", taken).isOne();
    Rest rest = Rest.of(List.of(coordinator()));
    String jobId =
        await()
            .atMost(PATIENCE)
            .until(() -> completed(), jobs -> jobs.size() == 1)
            .iterator()
            .next();
    assertThat(packed(rest.job(jobId))).isEqualTo(Undisturbed.packed(job, SEED, directory));
  }

  /** Jobs of the rule that users were told to have completed. */
  private static Set<String> completed() {
    return Completions.of(cluster).keySet().stream()
        .filter(id -> !id.equals(JobId.of("test", "on S3")))
        .collect(Collectors.toSet());
  }

  private static String packed(JsonNode end) {
    assertThat(end.at("/job/status").asText())
        .as(end.at("/job/failure").toString())
        .isEqualTo("COMPLETED");
    return end.at("/job/packaged/packed").asText();
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("CENTROID_ARTIFACTS_LOCAL_BYTES", LOCAL_BYTES);
    environment.putAll(
        Map.of(
            RULE + "BUCKET", S3Server.MODELS,
            RULE + "PREFIX", "in coming/",
            RULE + "SUFFIX", ".pt",
            RULE + "RECIPE", job.resolve("recipe.yaml").toAbsolutePath().toString(),
            RULE + "TRAIN", job.resolve("train.safetensors").toAbsolutePath().toString(),
            RULE + "EVALUATION", job.resolve("eval.safetensors").toAbsolutePath().toString(),
            RULE + "SEED", Integer.toString(SEED)));
    return environment;
  }

  private static String coordinator() {
    return cluster.coordinatorUrls().get(0);
  }

  /** Posts what MinIO sends of an object. */
  private static JsonNode notify(String encodedKey) throws Exception {
    String message =
        """
        {"EventName": "s3:ObjectCreated:Put", "Key": "%s/%s",
         "Records": [{"eventVersion": "2.0", "eventSource": "minio:s3", "eventName": "s3:ObjectCreated:Put",
           "s3": {"bucket": {"name": "%1$s"}, "object": {"key": "%2$s", "eTag": "d41d8cd9", "sequencer": "17F1"}}}]}
        """
            .formatted(S3Server.MODELS, encodedKey);
    String answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(coordinator() + "/v1/notifications"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(message))
                    .build(),
                BodyHandlers.ofString())
            .body();
    return new ObjectMapper().readTree(answer);
  }

  private static byte[] blob(String digest) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(coordinator() + "/v1/blobs/" + digest)).build(),
            BodyHandlers.ofByteArray())
        .body();
  }
}
