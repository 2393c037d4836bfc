package dev.centroid.worker.queue;

import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all of {@code centroid.control}, from its beginning and on, on a thread of its own. */
final class StopOrderTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StopOrderTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BEFORE_READING_AGAIN = Duration.ofSeconds(1);

  private final Deserializer<StopOrder> serde = new JsonSerde<>(StopOrder.class).deserializer();
  private final WorkerSettings settings;
  private final StopOrders orders;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;

  StopOrderTail(WorkerSettings settings, StopOrders orders) {
    this.settings = settings;
    this.orders = orders;
    this.thread = new Thread(this::run, settings.name() + "-control");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Waits until all orders that were given before are known, so that no task is begun that nobody
   * waits for; or until some time has passed.
   */
  void awaitCaughtUp(Duration patience) throws InterruptedException {
    boolean unused = caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(POLL.multipliedBy(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isStopping()) {
        readUntilLost();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Orders only ever add up, so that reading them all again is harmless. */
  private void readUntilLost() throws InterruptedException {
    try (Consumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.CONTROL.topicName()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!isStopping()) {
        if (ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
          caughtUp.countDown();
        }
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "orders to stop tasks cannot be read now, trying again in {} ms: {}",
          BEFORE_READING_AGAIN.toMillis(),
          e.getMessage());
      boolean unused = stop.await(BEFORE_READING_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Consumer<String, byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(settings.kafka());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.name() + "-control");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // The coordinator creates it, with its own settings.
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      StopOrder order = serde.deserialize(record.topic(), record.value());
      LOG.debug("stopped: job={} through attempt {}", order.jobId(), order.throughAttempt());
      orders.add(order);
    } catch (SerializationException e) {
      LOG.warn("skipped an order to stop tasks that cannot be read: {}", e.getMessage());
    }
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }
}
