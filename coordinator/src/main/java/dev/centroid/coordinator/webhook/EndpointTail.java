package dev.centroid.coordinator.webhook;

import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to one endpoint, on a thread of its own, as a member of the endpoint's consumer
 * group: of several coordinators one delivers a partition, and another takes over where it was. An
 * event counts as read once it was delivered or given up, so a crash repeats one at most.
 *
 * <p>The consumer's position in a partition is always that of the first event that is not done
 * with. Where it has to be tried again, the partition is paused meanwhile; others go on.
 */
final class EndpointTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointTail.class);
  private static final Duration LONGEST_POLL = Duration.ofMillis(500);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(5);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);
  private static final Duration LAST_COMMIT_WITHIN = Duration.ofSeconds(2);
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;

  /** What is fetched ahead, for each endpoint; a larger event comes alone. */
  private static final int FETCH_BYTES = 4 << 20;

  private final Endpoint endpoint;
  private final Deliveries deliveries;
  private final InstantSource clock;
  private final Consumer<byte[], byte[]> consumer;
  private final Set<String> types;
  private final Thread thread;
  private Instant committedAt = Instant.MIN;
  private boolean behind;
  private volatile boolean assigned;
  private volatile boolean closing;

  private EndpointTail(
      Endpoint endpoint,
      Deliveries deliveries,
      InstantSource clock,
      Consumer<byte[], byte[]> consumer) {
    this.endpoint = endpoint;
    this.deliveries = deliveries;
    this.clock = clock;
    this.consumer = consumer;
    this.types = endpoint.types();
    this.thread = new Thread(this::run, "webhook-" + endpoint.name());
    this.thread.setDaemon(true);
  }

  /**
   * Begins to deliver; the topic must be there.
   *
   * @param deliveries to the endpoint; closed with this
   */
  static EndpointTail start(
      Endpoint endpoint, KafkaClientSettings kafka, Deliveries deliveries, InstantSource clock) {
    Map<String, Object> config =
        kafka.with(
            Map.ofEntries(
                Map.entry(ConsumerConfig.GROUP_ID_CONFIG, endpoint.groupId()),
                Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                // Where the place among the events is no more, the next one that is still there.
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                // One at a time, so that the position is that of the event under way.
                Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1),
                Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES),
                Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS),
                // A coordinator that comes or goes disturbs only the partitions that change hands.
                Map.entry(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    CooperativeStickyAssignor.class.getName())));
    EndpointTail tail =
        new EndpointTail(
            endpoint,
            deliveries,
            clock,
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    tail.thread.start();
    return tail;
  }

  /** Whether it has taken its place among the events: what happens from then on is delivered. */
  boolean isAssigned() {
    return assigned;
  }

  /** Begins to end; to be called again does nothing, and so leaves its goodbye alone. */
  void stop() {
    if (!closing) {
      closing = true;
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deliveries.close();
  }

  private void run() {
    try {
      subscribe();
      while (!closing) {
        turn();
      }
    } catch (InterruptException | InterruptedException e) {
      LOG.debug("stopped delivering to {}", endpoint, e);
    } catch (RuntimeException e) {
      LOG.error("webhook {}: failed, and delivers nothing until the next start", endpoint, e);
    } finally {
      leave();
    }
  }

  private void subscribe() {
    consumer.subscribe(List.of(Topic.EVENTS.topicName()), new Places());
  }

  private void leave() {
    // Otherwise the consumer would not say goodbye.
    boolean unused = Thread.interrupted();
    try {
      if (behind) {
        consumer.commitSync(LAST_COMMIT_WITHIN);
      }
    } catch (KafkaException e) {
      LOG.debug("the place of {} among the events is not kept: some come again", endpoint, e);
    } finally {
      consumer.close(CloseOptions.timeout(LAST_COMMIT_WITHIN));
    }
  }

  private void turn() throws InterruptedException {
    try {
      consumer.resume(deliveries.due());
      ConsumerRecords<byte[], byte[]> next = consumer.poll(deliveries.untilNextDue(LONGEST_POLL));
      for (ConsumerRecord<byte[], byte[]> event : next) {
        take(event);
      }
      commitNowAndAgain();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("cannot read events for {} now, trying again: {}", endpoint, e.getMessage());
      Thread.sleep(PAUSE_AFTER_FAULT.toMillis());
      if (!assigned) {
        // Its partitions are given to it once, and without its places it would begin at the wrong
        // ones: it joins anew.
        consumer.unsubscribe();
        subscribe();
      }
    }
  }

  /** Takes the position back unless the event is done with. */
  private void take(ConsumerRecord<byte[], byte[]> event) throws InterruptedException {
    boolean done = false;
    try {
      done = deal(event);
    } finally {
      if (!done) {
        consumer.seek(partitionOf(event), event.offset());
      }
    }
  }

  /** Whether the event is done with. */
  private boolean deal(ConsumerRecord<byte[], byte[]> event) throws InterruptedException {
    behind = true;
    if (EventMessage.typeOf(event).filter(type -> !types.contains(type)).isPresent()) {
      return true;
    }
    Optional<EventMessage> message = EventMessage.read(event);
    if (message.isEmpty()) {
      deliveries.unreadable();
      LOG.warn(
          "skipped a record that is no CloudEvent: partition={} offset={}",
          event.partition(),
          event.offset());
      return true;
    }
    return switch (deliveries.deliver(partitionOf(event), message.get())) {
      case DONE -> {
        committedAt = Instant.MIN;
        yield true;
      }
      case LATER -> {
        consumer.pause(List.of(partitionOf(event)));
        yield false;
      }
      case STOPPED -> {
        closing = true;
        yield false;
      }
    };
  }

  /** At once what was sent, which must not be sent again; now and again what was passed over. */
  private void commitNowAndAgain() {
    Instant now = clock.instant();
    if (behind && committedAt.isBefore(now.minus(COMMIT_EVERY))) {
      consumer.commitSync();
      behind = false;
      committedAt = now;
    }
  }

  private static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> event) {
    return new TopicPartition(event.topic(), event.partition());
  }

  /** Which partitions this member has, and where it begins in them. */
  private final class Places implements ConsumerRebalanceListener {

    /**
     * An endpoint that is new begins with what happens next. The place is kept at once, so that
     * nothing is missed if this process ends before anything happened.
     */
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = false;
      Set<TopicPartition> fresh = new HashSet<>(partitions);
      consumer
          .committed(fresh)
          .forEach(
              (partition, place) -> {
                if (place != null) {
                  fresh.remove(partition);
                }
              });
      if (!fresh.isEmpty()) {
        consumer.seekToEnd(fresh);
        fresh.forEach(consumer::position);
        consumer.commitSync();
      }
      assigned = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // What an endpoint that is gone has not taken stays undelivered.
      if (!closing) {
        deliveries.forget(partitions);
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      onPartitionsRevoked(partitions);
    }
  }
}
