package dev.centroid.protocol.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans under ids that are known beforehand. */
final class TracingTest {

  private static final String JOB = "0123456789abcdef01234567";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracing tracing = Tracing.to(exporter);

  @AfterEach
  void close() {
    tracing.close();
  }

  private SpanData only() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  @Test
  void aJobsSpanHasTheIdsThatFollowFromTheJob() {
    tracing.start(tracing.root("a job"), SpanIds.ofJob(JOB)).end();

    SpanContext known = SpanIds.ofJob(JOB);
    assertThat(only().getTraceId()).isEqualTo(known.getTraceId());
    assertThat(only().getSpanId()).isEqualTo(known.getSpanId());
    assertThat(only().getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void aTasksSpanIsBelowItsJobs() {
    tracing
        .start(tracing.span("a task", SpanIds.ofJob(JOB)), SpanIds.ofTask(JOB, JOB + "/1/0"))
        .end();

    assertThat(only().getTraceId()).isEqualTo(SpanIds.ofJob(JOB).getTraceId());
    assertThat(only().getParentSpanId()).isEqualTo(SpanIds.ofJob(JOB).getSpanId());
  }

  @Test
  void aChosenIdIsForOneSpanOnly() {
    tracing.start(tracing.root("chosen"), SpanIds.ofJob(JOB)).end();
    exporter.reset();

    tracing.root("by chance").startSpan().end();

    assertThat(only().getTraceId()).isNotEqualTo(SpanIds.ofJob(JOB).getTraceId());
    assertThat(only().getSpanId()).isNotEqualTo(SpanIds.ofJob(JOB).getSpanId());
  }

  @Test
  void aPartIsBelowWhatTheThreadDoes() {
    Span outer = tracing.root("outer").startSpan();
    try (Scope current = outer.makeCurrent()) {
      assertThat(current).isNotNull();
      tracing.inner("inner").startSpan().end();
    }

    assertThat(only().getParentSpanId()).isEqualTo(outer.getSpanContext().getSpanId());
  }

  @Test
  void idsAreValidAndDifferForWhateverDiffers() {
    Set<String> ids =
        IntStream.range(0, 1000)
            .mapToObj(number -> "job" + number)
            .flatMap(
                job ->
                    Stream.of(
                        SpanIds.ofJob(job),
                        SpanIds.ofRequest(job),
                        SpanIds.ofTask(job, job + "/0/0"),
                        SpanIds.ofTask(job, job + "/0/1")))
            .peek(context -> assertThat(context.isValid()).isTrue())
            .map(SpanContext::getSpanId)
            .collect(Collectors.toSet());

    assertThat(ids).hasSize(4000);
  }

  @Test
  void nothingIsTracedUnlessACollectorIsNamed() {
    Tracing silent = Tracing.start("service", "instance", Map.of("otel.service.name", "other"));

    assertThat(silent.root("a job").startSpan().getSpanContext().isValid()).isFalse();
  }

  @Test
  void settingsOfTheSystemCountForMoreThanTheEnvironments() {
    Properties properties = new Properties();
    properties.setProperty("otel.service.name", "mine");
    properties.setProperty("other", "thing");

    Map<String, String> settings =
        Tracing.settings(
            Map.of(
                "OTEL_SERVICE_NAME", "theirs",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318",
                "PATH", "/bin"),
            properties);

    assertThat(settings)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "otel.service.name", "mine",
                "otel.exporter.otlp.endpoint", "http://collector:4318"));
  }

  @Test
  void settingsThatCannotBeFollowedAreRefused() {
    assertThatThrownBy(
            () ->
                Tracing.start(
                    "service", "instance", Map.of("otel.exporter.otlp.endpoint", "collector")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("OTEL_");
  }
}
