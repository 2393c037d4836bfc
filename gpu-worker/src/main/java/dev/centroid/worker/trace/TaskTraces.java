package dev.centroid.worker.trace;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.trace.SpanIds;
import dev.centroid.protocol.trace.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;

/** Tells what happens while a task runs, on the thread that runs it. */
public final class TaskTraces {

  /** Tells nothing. */
  public static final TaskTraces NONE = new TaskTraces(Tracing.off());

  private final Tracing tracing;

  /** Tells it there. */
  public TaskTraces(Tracing tracing) {
    this.tracing = tracing;
  }

  /**
   * What is done within a span.
   *
   * @param <T> what it yields
   * @param <E> how it fails
   */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {

    /** Does it. */
    T call() throws E;
  }

  /** Runs a task: one try of it, below the span of the task. */
  public <T, E extends Exception> T task(Task task, Work<T, E> work) throws E {
    TaskHeader header = task.header();
    Span span =
        tracing
            .span("run " + task.kind().label(), SpanIds.ofTask(header.jobId(), header.taskId()))
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute("centroid.job.id", header.jobId())
            .setAttribute("centroid.task.id", header.taskId())
            .setAttribute("centroid.task.attempt", (long) header.attempt())
            .setAttribute("centroid.threads", (long) header.threads())
            .startSpan();
    return within(span, work);
  }

  /** The same store, whose uses are told. */
  public ArtifactStore of(ArtifactStore artifacts) {
    return new TracedArtifacts(artifacts, this);
  }

  /** The same store, whose uses are told. */
  public CodebookStore of(CodebookStore codebooks) {
    return new TracedCodebooks(codebooks, this);
  }

  /** A part of a task. */
  <T, E extends Exception> T part(String name, String attribute, String value, Work<T, E> work)
      throws E {
    return within(
        tracing.inner(name).setSpanKind(SpanKind.CLIENT).setAttribute(attribute, value).startSpan(),
        work);
  }

  // The exception goes on to whoever knows what becomes of it.
  @SuppressWarnings("try") // the scope is there to be closed
  private static <T, E extends Exception> T within(Span span, Work<T, E> work) throws E {
    boolean done = false;
    try (Scope current = span.makeCurrent()) {
      T result = work.call();
      done = true;
      return result;
    } finally {
      if (!done) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }
}
