package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Step: a worker is in a slice of fine-tuning. Action: SIGSTOP, for longer than its lock on the
 * task, then SIGCONT. Result: the other worker does the task; what the thawed one tells of it
 * changes nothing; the artifact is that of an undisturbed run.
 */
@Tag("chaos")
@OnCluster
final class FrozenWorkerIT {

  @TempDir private Path directory;

  @Test
  void theTaskOfAFrozenWorkerGoesToAnother(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.longIn(directory.resolve("job"));
    String jobId = rest.submit("frozen", job, 3);
    rest.awaitUnits(jobId, "tune all", 1);
    String frozen = cluster.workerAt(jobId);

    cluster.signal(frozen, "STOP");
    JsonNode end;
    try {
      end = rest.awaitEnd(jobId);
    } finally {
      cluster.signal(frozen, "CONT");
    }

    assertThat(end.at("/job/status").asText()).isEqualTo("COMPLETED");
    assertThat(end.at("/job/packaged/packed").asText())
        .isEqualTo(Undisturbed.packed(job, 3, directory));
  }
}
