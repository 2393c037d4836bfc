package dev.centroid.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.task.TaskKind;
import dev.centroid.worker.queue.TaskMeter.TaskResult;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerMessageTest {

  static Stream<WorkerMessage> messages() {
    return Stream.of(
        new WorkerMessage.Ready(),
        new WorkerMessage.Failed("centroid.worker.device: no such device"),
        new WorkerMessage.TaskEnded(
            TaskKind.TUNE, TaskResult.COMPLETED, Duration.ofMillis(1234).plusNanos(5)),
        new WorkerMessage.StepsDone(40),
        new WorkerMessage.Malformed());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void readsBackWhatItWrites(WorkerMessage message) {
    assertThat(WorkerMessage.parse(WorkerMessage.PREFIX + message.text())).contains(message);
  }

  @Test
  void ignoresWhatIsNotAMessage() {
    for (String line :
        new String[] {
          "",
          "ready",
          " centroid-worker ready",
          "centroid-worker ",
          "centroid-worker task TUNE",
          "centroid-worker task TUNE COMPLETED soon",
          "centroid-worker task NOTHING COMPLETED 5",
          "centroid-worker steps many",
          "centroid-worker ready now"
        }) {
      assertThat(WorkerMessage.parse(line)).as(line).isEmpty();
    }
  }
}
