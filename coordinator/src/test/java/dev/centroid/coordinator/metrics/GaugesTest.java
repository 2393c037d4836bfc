package dev.centroid.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** A registry that sees one thing end and another of its kind begin. */
class GaugesTest {

  private static final String NAME = "centroid.test.gauge";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private Gauges showing(double value) {
    Gauges gauges = new Gauges(registry);
    gauges.add(Gauge.builder(NAME, () -> value));
    return gauges;
  }

  @Test
  void whatTakesThePlaceOfAnotherIsShown() {
    showing(1).close();

    showing(2);

    assertThat(registry.get(NAME).gauge().value()).isEqualTo(2);
  }

  @Test
  void whatHasEndedIsNotShown() {
    showing(1).close();

    assertThat(registry.find(NAME).gauge()).isNull();
  }
}
