package dev.centroid.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.worker.queue.TaskMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shell scripts as workers. */
class ChildWorkerTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private ChildWorker worker(String script) {
    return new ChildWorker(
        "worker-1",
        new ProcessStart(List.of("/bin/sh", "-c", script), Map.of()),
        log(),
        TaskMeter.NONE,
        failures::add);
  }

  private Path log() {
    return directory.resolve("worker-1.log");
  }

  private List<String> logLines() throws IOException {
    return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
  }

  private void awaitLog(long count, String line) {
    await().atMost(PATIENCE).until(() -> logLines().stream().filter(line::equals).count() >= count);
  }

  @Test
  void waitsForItsReleaseAndIsStartedAgainWhenItEnds() {
    try (ChildWorker worker =
        worker("echo centroid-worker ready; echo up; read begin && echo begun; exit 80")) {
      worker.start();
      awaitLog(1, "up");

      worker.release();

      awaitLog(3, "begun");
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void failsWithTheReasonOfAWorkerThatCannotStart() throws Exception {
    try (ChildWorker worker = worker("echo up; echo centroid-worker failed no libtorch; exit 1")) {
      worker.start();
      await().atMost(PATIENCE).until(() -> !failures.isEmpty());

      assertThat(failures)
          .singleElement()
          .isInstanceOf(WorkerStartException.class)
          .extracting(Throwable::getMessage)
          .isEqualTo("worker-1 cannot start: no libtorch");
      assertThat(logLines()).containsExactly("up");
    }
  }

  @Test
  void failsWhenAWorkerEndsBeforeItIsReady() {
    try (ChildWorker worker = worker("exit 7")) {
      worker.start();
      await().atMost(PATIENCE).until(() -> !failures.isEmpty());

      assertThat(failures.get(0))
          .hasMessageContainingAll("worker-1 cannot start", "exit code 7", log().toString());
    }
  }

  @Test
  void killsAWorkerThatDoesNotHeedTheEndOfItsInput() throws Exception {
    ChildWorker worker =
        worker("echo centroid-worker ready; echo $$ >&2; while true; do sleep 1; done");
    worker.start();
    await().atMost(PATIENCE).until(() -> !logLines().isEmpty());
    long pid = Long.parseLong(logLines().get(0));

    worker.close();

    await()
        .atMost(PATIENCE)
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }
}
