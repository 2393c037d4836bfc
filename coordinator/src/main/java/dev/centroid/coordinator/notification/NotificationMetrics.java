package dev.centroid.coordinator.notification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts what became of objects that were told of. */
final class NotificationMetrics {

  private final MeterRegistry registry;

  NotificationMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Outcome outcome : Outcome.values()) {
      counter(outcome);
    }
  }

  /** What became of one. */
  enum Outcome {
    /** Its compression was asked for. */
    SUBMITTED,
    /** No rule is for it. */
    IGNORED,
    /** A rule is for it, but it or something else could not be read. */
    FAILED
  }

  void count(Outcome outcome) {
    counter(outcome).increment();
  }

  private Counter counter(Outcome outcome) {
    return Counter.builder("centroid.notifications")
        .description("Objects that a bucket's notifications told of, by what became of them")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
