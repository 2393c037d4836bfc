package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models whose forward never ends. Action: nothing, a cancel, SIGTERM, or SIGKILL and another
 * command. Result: the worker's process ends by itself, the job fails by name or ends as it was
 * told to, and other jobs complete.
 */
@Tag("chaos")
final class StuckTaskIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  /** SIGTERM must end the whole process within the default stop timeout. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  @TempDir private Path directory;

  private record Service(CentroidProcess process, String url, Path home) {

    Rest rest() {
      return Rest.of(List.of(url));
    }

    String metrics() throws IOException, InterruptedException {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url + "/q/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    }

    void awaitWorkAt(String jobId) {
      StuckTaskIT.awaitWorkAt(home, jobId);
    }
  }

  private Service serve(Duration progressTimeout) throws Exception {
    int port = FreePorts.one();
    Path home = directory.resolve("home");
    CentroidProcess process =
        CentroidProcess.startWith(
            Map.of(
                "centroid.worker.progress-timeout", progressTimeout.toSeconds() + "s",
                "centroid.worker.stop-timeout", STOP_TIMEOUT.toSeconds() + "s"),
            "serve",
            "--no-token",
            "--port",
            Integer.toString(port),
            "--home",
            home.toString());
    assertThat(process.awaitLine(line -> line.startsWith("Ctrl-C"))).isPresent();
    return new Service(process, "http://127.0.0.1:" + port, home);
  }

  /** Waits until the worker has taken a task of a job. */
  private static void awaitWorkAt(Path home, String jobId) {
    Path log = home.resolve("logs").resolve("worker-1.log");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Files.exists(log)
                    && Files.readAllLines(log, StandardCharsets.UTF_8).stream()
                        .anyMatch(line -> line.contains("task taken") && line.contains(jobId)));
  }

  private String completed(Rest rest, String name) throws Exception {
    JsonNode end = rest.awaitEnd(rest.submit(name, SmallJob.in(directory.resolve(name)), 4));
    return end.at("/job/status").asText();
  }

  @Test
  void aJobWithoutProgressFailsByNameAfterThreeEndsAndAnotherCompletes() throws Exception {
    Service service = serve(Duration.ofSeconds(10));
    try {
      Rest rest = service.rest();
      String stuck = rest.submit("stuck", SmallJob.stuckIn(directory.resolve("stuck")), 3);

      assertThat(completed(rest, "sound")).isEqualTo("COMPLETED");

      JsonNode failed = rest.awaitEnd(stuck);
      assertThat(failed.at("/job/status").asText()).isEqualTo("FAILED");
      assertThat(failed.at("/job/failure/reason").asText())
          .startsWith(
              "task " + stuck + "/0/0: made no progress for 10s, 3 times (workers: worker-1)")
          .contains("centroid.worker.progress-timeout");
      assertThat(service.metrics().lines())
          .contains("centroid_tasks_stalled_total{kind=\"inspect\"} 3.0")
          .anyMatch(line -> line.startsWith("centroid_worker_restarts_total{worker=\"worker-1\"}"))
          .anyMatch(line -> line.startsWith("centroid_worker_steps_total 40.0"));
    } finally {
      service.process().stop();
      service.process().end();
    }
  }

  @Test
  void cancelGivesTheWorkerBackAndSigtermEndsAStuckService() throws Exception {
    Service service = serve(Duration.ofMinutes(10));
    Rest rest = service.rest();
    Path job = SmallJob.stuckIn(directory.resolve("stuck"));
    String cancelled = rest.submit("cancelled", job, 3);
    service.awaitWorkAt(cancelled);

    assertThat(rest.order(cancelled, "cancel").at("/status").asText()).isEqualTo("CANCELLED");
    assertThat(completed(rest, "sound")).isEqualTo("COMPLETED");

    String stuck = rest.submit("stopped", job, 4);
    service.awaitWorkAt(stuck);
    List<ProcessHandle> workers = service.process().children();
    assertThat(workers).isNotEmpty();
    long stoppedAt = System.nanoTime();
    service.process().stop();
    service.process().end();

    assertThat(Duration.ofNanos(System.nanoTime() - stoppedAt)).isLessThan(GRACE);
    await().atMost(GRACE).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aHomeIsUsableAfterAStuckRunIsKilledAndTheJobResumesByItsCommand() throws Exception {
    Path home = directory.resolve("home");
    Path stuck = SmallJob.stuckIn(directory.resolve("stuck"));
    CentroidProcess killed = compress(stuck, home, Duration.ofMinutes(10));
    String jobId =
        killed
            .awaitLine(line -> line.startsWith("job "))
            .map(line -> line.substring("job ".length(), line.indexOf(',')))
            .orElseThrow();
    awaitWorkAt(home, jobId);
    List<ProcessHandle> workers = killed.children();
    killed.kill();
    killed.end();
    await().atMost(GRACE).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));

    CentroidProcess.Ended other =
        compress(SmallJob.in(directory.resolve("sound")), home, Duration.ofMinutes(10))
            .end()
            .successfully();
    assertThat(other.output())
        .anyMatch(line -> line.startsWith("job " + jobId + " was left unfinished and is paused"));

    CentroidProcess.Ended again = compress(stuck, home, Duration.ofSeconds(5)).end();
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.errors())
        .anyMatch(line -> line.contains("made no progress for 5s, 3 times (workers: worker-1)"));
  }

  private CentroidProcess compress(Path job, Path home, Duration progressTimeout)
      throws IOException {
    return CentroidProcess.startWith(
        Map.of("centroid.worker.progress-timeout", progressTimeout.toSeconds() + "s"),
        "compress",
        job.toString(),
        "--out",
        directory.resolve("out-" + job.getFileName()).toString(),
        "--home",
        home.toString(),
        "--threads",
        "1");
  }
}
