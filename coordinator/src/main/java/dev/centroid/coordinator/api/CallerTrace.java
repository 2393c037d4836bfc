package dev.centroid.coordinator.api;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request is a part of elsewhere, by its header {@code traceparent} (W3C Trace Context). */
final class CallerTrace {

  private static final TextMapGetter<HttpHeaders> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpHeaders headers) {
          return headers.getRequestHeaders().keySet();
        }

        @Override
        public @Nullable String get(@Nullable HttpHeaders headers, String name) {
          return headers == null ? null : headers.getHeaderString(name);
        }
      };

  private CallerTrace() {}

  /** Empty where the request names none, or none that can be read. */
  static Optional<SpanContext> of(HttpHeaders headers) {
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    return Optional.of(Span.fromContext(context).getSpanContext()).filter(SpanContext::isValid);
  }
}
