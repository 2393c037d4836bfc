package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Orders to a job that is under way.
 *
 * <p>Step: a job of so many steps that it would take hours is in its first slice. Action: it is
 * cancelled, or paused and resumed. Result: it ends as cancelled, or goes on from where it was; and
 * the worker is free for another job at once.
 */
@OnCluster
final class CancelIT {

  @TempDir private Path directory;

  private Rest rest;

  @BeforeEach
  void reach(Cluster cluster) {
    rest = Rest.of(cluster.coordinatorUrls());
  }

  private String submitEndless(String name) throws Exception {
    String jobId = rest.submit(name, SmallJob.endlessIn(directory.resolve(name)), 3);
    rest.awaitUnits(jobId, "tune all", 1);
    return jobId;
  }

  private JsonNode another(String name) throws Exception {
    return rest.awaitEnd(rest.submit(name, SmallJob.in(directory.resolve(name)), 4));
  }

  @Test
  void aJobThatIsCancelledStopsAndLeavesItsWorkerToOthers() throws Exception {
    String jobId = submitEndless("cancelled");

    JsonNode cancelled = rest.order(jobId, "cancel");

    assertThat(cancelled.at("/status").asText()).isEqualTo("CANCELLED");
    assertThat(another("after cancelling").at("/job/status").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void aJobThatIsPausedLeavesItsWorkerToOthersAndGoesOnWhenItIsResumed() throws Exception {
    String jobId = submitEndless("paused");

    rest.order(jobId, "pause");
    assertThat(another("meanwhile").at("/job/status").asText()).isEqualTo("COMPLETED");
    int done = unitsOf(rest.job(jobId));
    rest.order(jobId, "resume");

    rest.awaitUnits(jobId, "tune all", done + 1);
    assertThat(rest.order(jobId, "cancel").at("/status").asText()).isEqualTo("CANCELLED");
  }

  private static int unitsOf(JsonNode job) {
    assertThat(job.at("/job/status").asText()).isEqualTo("PAUSED");
    return Rest.lastPhase(job).at("/done").asInt();
  }
}
