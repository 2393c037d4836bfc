package dev.centroid.coordinator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gauges of something that ends, which end with it. A registry that outlives it would show what is
 * no more, and ignore the gauges of what takes its place, as their names are taken.
 */
public final class Gauges implements AutoCloseable {

  private final MeterRegistry registry;
  private final List<Gauge> gauges = new CopyOnWriteArrayList<>();

  /** None yet. */
  public Gauges(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers one more. */
  public void add(Gauge.Builder<?> gauge) {
    gauges.add(gauge.register(registry));
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
  }
}
