package dev.centroid.codebook.service;

import dev.centroid.codebook.store.InfinispanCodebookStore;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.quantization.InvalidInputException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.Supplier;

/** What the service counts: {@code centroid_codebook_*} on {@code /q/metrics}. */
@Singleton
class CodebookMetrics {

  private enum Outcome {
    STORED,
    CONFLICT,
    INVALID,
    UNAVAILABLE
  }

  private final MeterRegistry registry;
  private final Timer putTime;
  private final Counter bytes;

  CodebookMetrics(MeterRegistry registry, InfinispanCodebookStore store) {
    this.registry = registry;
    // All outcomes are there from the start, so that a rate can be taken of the first one, too.
    for (Outcome outcome : Outcome.values()) {
      puts(outcome);
    }
    this.putTime =
        Timer.builder("centroid.codebook.put")
            .description("Time a put takes, written through to the artifact store")
            .publishPercentileHistogram()
            .register(registry);
    this.bytes =
        Counter.builder("centroid.codebook.bytes")
            .description("Contents stored")
            .baseUnit("bytes")
            .register(registry);
    Gauge.builder("centroid.codebook.versions", store, InfinispanCodebookStore::versions)
        .description("Versions of all layers of all jobs")
        .register(registry);
    Gauge.builder("centroid.codebook.nodes.reachable", store, InfinispanCodebookStore::reachable)
        .description("Nodes that this one reaches, itself among them")
        .register(registry);
    Gauge.builder("centroid.codebook.ready", store, ready -> ready.isReady() ? 1 : 0)
        .description("1 when this node has its vote and reaches a majority, otherwise 0")
        .register(registry);
  }

  /** Measures a put of so many bytes. */
  <T> T put(int contentBytes, Supplier<T> put) {
    Timer.Sample sample = Timer.start();
    Outcome outcome = Outcome.UNAVAILABLE;
    try {
      T stored = put.get();
      bytes.increment(contentBytes);
      outcome = Outcome.STORED;
      return stored;
    } catch (CodebookConflictException e) {
      outcome = Outcome.CONFLICT;
      throw e;
    } catch (InvalidInputException e) {
      outcome = Outcome.INVALID;
      throw e;
    } finally {
      sample.stop(putTime);
      puts(outcome).increment();
    }
  }

  private Counter puts(Outcome outcome) {
    return Counter.builder("centroid.codebook.puts")
        .description("Puts of a codebook version, by how they ended")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
