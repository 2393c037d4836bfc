package dev.centroid.protocol.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.Optional;

/** Gives a span the ids that were chosen for it, and any other span ids by chance. */
final class ChosenIds implements IdGenerator {

  private static final IdGenerator BY_CHANCE = IdGenerator.random();

  private final ThreadLocal<Optional<SpanContext>> chosen =
      ThreadLocal.withInitial(Optional::empty);

  /** Starts a span with these ids; on the calling thread. */
  Span start(SpanBuilder span, SpanContext ids) {
    chosen.set(Optional.of(ids));
    try {
      return span.startSpan();
    } finally {
      chosen.remove();
    }
  }

  @Override
  public String generateSpanId() {
    return chosen.get().map(SpanContext::getSpanId).orElseGet(BY_CHANCE::generateSpanId);
  }

  @Override
  public String generateTraceId() {
    return chosen.get().map(SpanContext::getTraceId).orElseGet(BY_CHANCE::generateTraceId);
  }
}
