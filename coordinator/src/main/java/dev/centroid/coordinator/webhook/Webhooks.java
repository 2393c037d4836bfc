package dev.centroid.coordinator.webhook;

import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.quantization.InvalidInputException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers events to all endpoints, each on its own: none waits for another. */
public final class Webhooks implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  /** Each has a thread, and memory for what is fetched ahead. */
  private static final int MOST_ENDPOINTS = 16;

  private final List<EndpointTail> tails;

  private Webhooks(List<EndpointTail> tails) {
    this.tails = tails;
  }

  /**
   * Begins to deliver; the topic of events must be there.
   *
   * @param kafka where the brokers are, and how to be let in
   * @param chance from 0 to below 1, anew each time
   * @throws InvalidInputException if there are more than 16 endpoints
   */
  public static Webhooks start(
      List<Endpoint> endpoints,
      KafkaClientSettings kafka,
      MeterRegistry registry,
      Clock clock,
      DoubleSupplier chance) {
    if (endpoints.size() > MOST_ENDPOINTS) {
      throw new InvalidInputException(
          "centroid.webhooks: has "
              + endpoints.size()
              + " endpoints; give up to "
              + MOST_ENDPOINTS
              + ", and let one of them pass events on");
    }
    HttpDelivery http = new HttpDelivery(clock);
    return new Webhooks(
        endpoints.stream()
            .map(
                endpoint -> {
                  LOG.info("webhook {}: delivers {}", endpoint, endpoint.types());
                  return EndpointTail.start(
                      endpoint,
                      kafka,
                      new Deliveries(
                          endpoint,
                          http,
                          new DeliveryMetrics(endpoint.name(), registry, clock),
                          clock,
                          chance),
                      clock);
                })
            .toList());
  }

  /** Whether each has taken its place among the events: what happens from then on is delivered. */
  public boolean areReady() {
    return tails.stream().allMatch(EndpointTail::isAssigned);
  }

  @Override
  public void close() {
    tails.forEach(EndpointTail::stop);
    tails.forEach(EndpointTail::close);
  }
}
