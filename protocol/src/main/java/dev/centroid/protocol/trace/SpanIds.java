package dev.centroid.protocol.trace;

import dev.centroid.protocol.artifact.Sha256;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.nio.charset.StandardCharsets;

/**
 * The ids that everybody knows who knows a job or a task. A span that is told twice, since a
 * coordinator died in between, is the same span.
 */
public final class SpanIds {

  private SpanIds() {}

  /** The root of a job's trace. */
  public static SpanContext ofJob(String jobId) {
    return context(jobId, "job " + jobId);
  }

  /** The span of a task from its issue to its end; the same for all its tries. */
  public static SpanContext ofTask(String jobId, String taskId) {
    return context(jobId, "task " + taskId);
  }

  /** The span of the request that a job began with. */
  public static SpanContext ofRequest(String jobId) {
    return context(jobId, "request " + jobId);
  }

  private static SpanContext context(String jobId, String span) {
    return SpanContext.createFromRemoteParent(
        hash("trace " + jobId, TraceId.getLength()),
        hash(span, SpanId.getLength()),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }

  private static String hash(String name, int hexDigits) {
    return Sha256.of(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, hexDigits);
  }
}
