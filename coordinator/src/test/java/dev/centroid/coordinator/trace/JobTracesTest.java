package dev.centroid.coordinator.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.trace.SpanIds;
import dev.centroid.protocol.trace.Tracing;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of the news of a task. */
final class JobTracesTest {

  private static final Instant T0 = Instant.parse("2026-11-27T10:00:00Z");
  private static final String JOB = "0123456789abcdef01234567";
  private static final TaskRef TASK = new TaskRef(JOB, JOB + "/2/0", TaskKind.TUNE, 1, "worker-1");
  private static final TaskEvent FAILED =
      new TaskEvent.Failed(TASK, T0.plusSeconds(5), "the loss is not finite", true);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final JobTraces traces = new JobTraces(Tracing.to(exporter));

  private SpanData only() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  private Duration taken() {
    return Duration.ofNanos(only().getEndEpochNanos() - only().getStartEpochNanos());
  }

  @Test
  void aFailedTaskIsAnErrorWithItsReason() {
    traces.ended(FAILED, Optional.of(T0), T0.plusSeconds(6));

    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only().getStatus().getDescription()).isEqualTo("the loss is not finite");
  }

  @Test
  void aTaskLastsFromItsIssueToTheNewsOfItsEnd() {
    traces.ended(FAILED, Optional.of(T0), T0.plusSeconds(6));

    assertThat(taken()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void aTaskToldTwiceIsTheSameSpan() {
    traces.ended(FAILED, Optional.of(T0), T0.plusSeconds(6));
    traces.ended(FAILED, Optional.empty(), T0.plusSeconds(7));

    assertThat(exporter.getFinishedSpanItems())
        .extracting(SpanData::getSpanId)
        .containsExactly(
            SpanIds.ofTask(JOB, TASK.taskId()).getSpanId(),
            SpanIds.ofTask(JOB, TASK.taskId()).getSpanId());
  }

  @Test
  void aTaskOfAWorkerWhoseClockIsAheadEndsAfterItBegins() {
    traces.ended(FAILED, Optional.empty(), T0);

    assertThat(TimeUnit.NANOSECONDS.toSeconds(only().getStartEpochNanos()))
        .isEqualTo(T0.plusSeconds(5).getEpochSecond());
    assertThat(taken()).isEqualTo(Duration.ZERO);
  }

  @Test
  void newsOfAStartIsNoSpan() {
    traces.ended(new TaskEvent.Started(TASK, T0), Optional.of(T0), T0);

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }
}
