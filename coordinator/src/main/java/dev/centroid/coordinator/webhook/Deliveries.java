package dev.centroid.coordinator.webhook;

import dev.centroid.coordinator.webhook.DeliveryMetrics.Count;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries to deliver events to one endpoint, and remembers of each partition the event that has to be
 * tried again. Of one thread at a time.
 */
final class Deliveries implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final Endpoint endpoint;
  private final HttpDelivery http;
  private final DeliveryMetrics metrics;
  private final Clock clock;
  private final DoubleSupplier chance;
  private final Map<TopicPartition, Waiting> waiting = new HashMap<>();

  /** What became of an event. */
  enum Result {
    /** It was delivered or given up: on to the next one. */
    DONE,
    /** It is to be tried again; the others of its partition wait. */
    LATER,
    /** Nothing more for this endpoint. */
    STOPPED
  }

  /**
   * @param chance from 0 to below 1, anew each time
   */
  Deliveries(
      Endpoint endpoint,
      HttpDelivery http,
      DeliveryMetrics metrics,
      Clock clock,
      DoubleSupplier chance) {
    this.endpoint = endpoint;
    this.http = http;
    this.metrics = metrics;
    this.clock = clock;
    this.chance = chance;
  }

  /** Tries once to deliver an event that is the first one of its partition. */
  Result deliver(TopicPartition partition, EventMessage message) throws InterruptedException {
    int number = Optional.ofNullable(waiting.get(partition)).map(Waiting::tries).orElse(0) + 1;
    tellOldest(Optional.of(message.happenedAt()));
    Outcome outcome = http.send(endpoint, message);
    Next next =
        endpoint
            .retries()
            .after(
                outcome,
                new RetryPolicy.Attempt(
                    number, message.happenedAt(), clock.instant(), chance.getAsDouble()));
    Result result = follow(next, outcome, number, partition, message);
    tellOldest(result == Result.STOPPED ? Optional.of(message.happenedAt()) : Optional.empty());
    return result;
  }

  private Result follow(
      Next next, Outcome outcome, int number, TopicPartition partition, EventMessage message) {
    if (next instanceof Next.Retry retry) {
      metrics.count(Count.RETRIED);
      LOG.warn(
          "webhook {}: try {} to deliver {} failed ({}); the next one is at {}",
          endpoint,
          number,
          message.eventId(),
          outcome.text(),
          retry.at());
      waiting.put(partition, new Waiting(number, retry.at(), message.happenedAt()));
      return Result.LATER;
    }
    if (next instanceof Next.Stop) {
      metrics.count(Count.STOPPED);
      LOG.error(
          "webhook {}: wants no events any more ({}); remove it, or start again to go on with {}",
          endpoint,
          outcome.text(),
          message.eventId());
      return Result.STOPPED;
    }
    if (next instanceof Next.GiveUp gaveUp) {
      metrics.count(Count.GIVEN_UP);
      LOG.error(
          "webhook {}: {} is not delivered, as {} ({})",
          endpoint,
          message.eventId(),
          gaveUp.why(),
          outcome.text());
    } else {
      metrics.count(Count.DELIVERED);
      LOG.debug("webhook {}: delivered {}", endpoint, message.eventId());
    }
    waiting.remove(partition);
    return Result.DONE;
  }

  /** A record is no event that could be delivered. */
  void unreadable() {
    metrics.count(Count.UNREADABLE);
  }

  /** The partitions whose event is to be tried again by now. */
  List<TopicPartition> due() {
    Instant now = clock.instant();
    return waiting.entrySet().stream()
        .filter(entry -> !entry.getValue().due().isAfter(now))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How long until the next event is to be tried again, if that is before the longest time. */
  Duration untilNextDue(Duration longest) {
    Instant now = clock.instant();
    return waiting.values().stream()
        .map(event -> Duration.between(now, event.due()))
        .filter(wait -> !wait.isNegative() && wait.compareTo(longest) < 0)
        .min(Comparator.naturalOrder())
        .orElse(longest);
  }

  /** Somebody else has these partitions. */
  void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(waiting::remove);
    tellOldest(Optional.empty());
  }

  private void tellOldest(Optional<Instant> underWay) {
    metrics.oldest(
        Stream.concat(underWay.stream(), waiting.values().stream().map(Waiting::happenedAt))
            .min(Comparator.naturalOrder()));
  }

  @Override
  public void close() {
    metrics.close();
  }
}
