package dev.centroid.coordinator.trace;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.trace.SpanIds;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.protocol.view.JobView;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells a job's trace as far as a coordinator knows it: the request, each task from its issue to
 * the news of its end, and the job around them. Workers tell of their own part, below the tasks.
 */
public final class JobTraces {

  private static final AttributeKey<String> JOB = AttributeKey.stringKey("centroid.job.id");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("centroid.job.status");
  private static final AttributeKey<Long> BYTES = AttributeKey.longKey("centroid.artifact.bytes");
  private static final AttributeKey<String> DIGEST =
      AttributeKey.stringKey("centroid.artifact.digest");
  private static final AttributeKey<String> TASK = AttributeKey.stringKey("centroid.task.id");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("centroid.task.kind");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("centroid.task.attempt");
  private static final AttributeKey<String> WORKER = AttributeKey.stringKey("centroid.worker");

  private final Tracing tracing;

  /** Tells them there. */
  public JobTraces(Tracing tracing) {
    this.tracing = tracing;
  }

  /**
   * A job is asked for, from now on until the span is ended; one that is not ended is not told.
   *
   * @param name of what was called
   * @param caller what the request is a part of elsewhere, if it says so; linked, since that may be
   *     over long before the job is
   */
  public Span requested(String name, String jobId, Optional<SpanContext> caller) {
    SpanBuilder span =
        tracing
            .span(name, SpanIds.ofJob(jobId))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(JOB, jobId);
    caller.ifPresent(span::addLink);
    return tracing.start(span, SpanIds.ofRequest(jobId));
  }

  /** A task came to its end, with success or without. */
  public void ended(TaskEvent event, Optional<Instant> issuedAt, Instant now) {
    TaskRef task = event.task();
    if (event instanceof TaskEvent.Completed completed) {
      task(task, earliest(issuedAt, completed.startedAt())).end(latest(now, completed.at()));
    } else if (event instanceof TaskEvent.Failed failed) {
      task(task, earliest(issuedAt, failed.at()))
          .setStatus(StatusCode.ERROR, failed.reason())
          .end(latest(now, failed.at()));
    }
  }

  /** A task was given up, as nobody was heard to do it. */
  public void givenUp(Task task, Optional<Instant> issuedAt, Instant now) {
    TaskHeader header = task.header();
    task(header.jobId(), header.taskId(), task.kind(), header.attempt(), earliest(issuedAt, now))
        .setStatus(StatusCode.ERROR, "given up, as it was not heard of")
        .end(now);
  }

  private Span task(TaskRef task, Instant from) {
    return task(task.jobId(), task.taskId(), task.kind(), task.attempt(), from)
        .setAttribute(WORKER, task.worker());
  }

  private Span task(String jobId, String taskId, TaskKind kind, int attempt, Instant from) {
    return tracing.start(
        tracing
            .span(kind.label(), SpanIds.ofJob(jobId))
            .setSpanKind(SpanKind.PRODUCER)
            .setStartTimestamp(from)
            .setAttribute(JOB, jobId)
            .setAttribute(TASK, taskId)
            .setAttribute(KIND, kind.label())
            .setAttribute(ATTEMPT, (long) attempt),
        SpanIds.ofTask(jobId, taskId));
  }

  /** A job came to its end. Its phases are events of its span. */
  public void ended(JobView job) {
    Instant to = job.finishedAt().orElse(job.acceptedAt());
    Span span =
        tracing.start(
            tracing
                .root("compress")
                .setStartTimestamp(job.acceptedAt())
                .setAttribute(JOB, job.jobId())
                .setAttribute(STATUS, job.status().name().toLowerCase(Locale.ROOT)),
            SpanIds.ofJob(job.jobId()));
    job.phases()
        .forEach(
            phase ->
                span.addEvent(
                    phase.name(), Attributes.of(KIND, phase.kind().label()), phase.startedAt()));
    job.packaged()
        .ifPresent(
            packaged ->
                span.setAttribute(BYTES, packaged.packedBytes())
                    .setAttribute(DIGEST, packaged.packed().toString()));
    job.failure().ifPresent(failure -> span.setStatus(StatusCode.ERROR, failure.reason()));
    span.end(latest(to, job.acceptedAt()));
  }

  // Clocks of machines differ, and a coordinator that takes over knows no time of issue.

  private static Instant earliest(Optional<Instant> issuedAt, Instant startedAt) {
    return issuedAt.filter(at -> at.isBefore(startedAt)).orElse(startedAt);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
