package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.artifact.s3.S3Server;
import dev.centroid.protocol.artifact.Sha256;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Step: a cluster keeps its blobs in a bucket, each process behind a directory of its own that
 * holds less than a job needs. Action: a job. Result: its artifact is, byte by byte, that of an
 * undisturbed run whose store is a directory, and the coordinator serves it.
 */
final class S3IT {

  /** Less than the model and its data; more than the largest of them. */
  private static final String LOCAL_BYTES = "3000000";

  private static final String[] PROCESSES = {
    "broker", "codebook-1", "codebook-2", "codebook-3", "coordinator-1", "worker-1"
  };

  @TempDir private Path directory;
  private final S3Server server;

  S3IT() throws Exception {
    server = new S3Server();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void aClusterOnS3MakesTheSameArtifactAsADirectory() throws Exception {
    Path job = SmallJob.in(directory.resolve("job"));
    try (Cluster cluster = Cluster.start(directory.resolve("cluster"), environment(), PROCESSES)) {
      String coordinator = cluster.coordinatorUrls().get(0);
      Rest rest = Rest.of(List.of(coordinator));

      JsonNode end = rest.awaitEnd(rest.submit("on S3", job, 3));

      assertThat(end.at("/job/status").asText())
          .as(end.at("/job/failure").toString())
          .isEqualTo("COMPLETED");
      String packed = end.at("/job/packaged/packed").asText();
      assertThat(packed).isEqualTo(Undisturbed.packed(job, 3, directory));
      assertThat(Sha256.of(blob(coordinator, packed)).hex()).isEqualTo(packed);
      assertThat(cluster.artifacts()).as("a directory that all share").doesNotExist();
      assertThat(cluster.unexpectedErrors()).as("errors in logs").isEmpty();
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("CENTROID_ARTIFACTS_LOCAL_BYTES", LOCAL_BYTES);
    return environment;
  }

  private static byte[] blob(String coordinator, String digest) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(coordinator + "/v1/blobs/" + digest)).build(),
            BodyHandlers.ofByteArray())
        .body();
  }
}
