package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Step: a worker is in a slice of fine-tuning. Action: SIGTERM to it. Result: it lets go of the
 * task at its next step and ends within its grace; the task goes on elsewhere, and the artifact is
 * that of an undisturbed run.
 */
@Tag("chaos")
@OnCluster
final class DrainIT {

  @TempDir private Path directory;

  @Test
  void aWorkerThatIsAskedToEndHandsItsTaskOver(Cluster cluster) throws Exception {
    Rest rest = Rest.of(cluster.coordinatorUrls());
    Path job = SmallJob.longIn(directory.resolve("job"));
    String drained = rest.submit("drained", job, 3);
    rest.awaitUnits(drained, "tune all", 1);

    String worker = cluster.workerAt(drained);
    cluster.stop(worker);

    assertThat(cluster.log(worker))
        .anyMatch(line -> line.contains("task RELEASED") && line.contains(drained));
    JsonNode end = rest.awaitEnd(drained);
    assertThat(end.at("/job/status").asText()).isEqualTo("COMPLETED");
    assertThat(end.at("/job/packaged/packed").asText())
        .isEqualTo(Undisturbed.packed(job, 3, directory));
  }
}
