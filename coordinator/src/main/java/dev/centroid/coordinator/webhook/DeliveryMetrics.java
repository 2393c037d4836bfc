package dev.centroid.coordinator.webhook;

import dev.centroid.coordinator.metrics.Gauges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What is counted of one endpoint. */
final class DeliveryMetrics implements AutoCloseable {

  /** What became of an event, or of a try. */
  enum Count {
    DELIVERED,
    RETRIED,
    GIVEN_UP,
    UNREADABLE,
    STOPPED
  }

  private static final String ENDPOINT = "endpoint";

  private final String endpoint;
  private final MeterRegistry registry;
  private final Gauges gauges;
  private volatile Optional<Instant> oldest = Optional.empty();

  DeliveryMetrics(String endpoint, MeterRegistry registry, Clock clock) {
    this.endpoint = endpoint;
    this.registry = registry;
    this.gauges = new Gauges(registry);
    // There from the start, so that a rate can be taken of the first one, too.
    for (Count count : Count.values()) {
      counter(count);
    }
    gauges.add(
        Gauge.builder("centroid.webhook.oldest.undelivered", () -> age(clock.instant()))
            .baseUnit("seconds")
            .description(
                "Age of the oldest event that is under way to an endpoint, 0 if there is none")
            .tag(ENDPOINT, endpoint));
  }

  @Override
  public void close() {
    gauges.close();
  }

  void count(Count what) {
    counter(what).increment();
  }

  /** When the oldest event happened that is under way. */
  void oldest(Optional<Instant> happenedAt) {
    oldest = happenedAt;
  }

  private Counter counter(Count what) {
    return Counter.builder("centroid.webhook.deliveries")
        .description("Tries to deliver an event to an endpoint, by what became of them")
        .tag(ENDPOINT, endpoint)
        .tag("outcome", what.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private double age(Instant now) {
    return oldest
        .map(happenedAt -> Math.max(0, Duration.between(happenedAt, now).toMillis()) / 1000.0)
        .orElse(0.0);
  }
}
