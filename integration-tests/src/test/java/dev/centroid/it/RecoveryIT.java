package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Step: a job is in its fine-tuning. Action: every process of the cluster is killed with SIGKILL,
 * and all are started again. Result: the job goes on, completes, and its artifact is that of an
 * undisturbed run.
 */
@Tag("chaos")
@OnCluster
final class RecoveryIT {

  @TempDir private Path directory;

  @Test
  void aClusterThatWasKilledAltogetherGoesOn(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.longIn(directory.resolve("job"));
    String jobId = rest.submit("recovered", job, 3);
    rest.awaitUnits(jobId, "tune all", 1);

    for (String name : cluster.names()) {
      cluster.kill(name);
    }
    cluster.start();

    JsonNode end = rest.awaitEnd(jobId);
    assertThat(end.at("/job/status").asText()).isEqualTo("COMPLETED");
    assertThat(end.at("/job/packaged/packed").asText())
        .isEqualTo(Undisturbed.packed(job, 3, directory));
  }
}
