package dev.centroid.worker.queue;

import dev.centroid.protocol.topic.ShareGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of a share group (KIP-932), which holds one record at a time. For one thread. */
final class ShareQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShareQueue.class);
  private static final Duration DEFAULT_LOCK = Duration.ofSeconds(30);
  private static final int RENEWALS_PER_LOCK = 3;
  private static final Duration REAPPEARANCE = Duration.ofMillis(20);

  private final ShareConsumer<String, byte[]> consumer;

  /**
   * @param consumer of one record a poll, which acknowledges explicitly; subscribed, and closed
   *     with this
   */
  ShareQueue(ShareConsumer<String, byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Joins a group. */
  static ShareQueue join(WorkerSettings settings, ShareGroup group) {
    return new ShareQueue(consumer(settings, group));
  }

  static ShareConsumer<String, byte[]> consumer(WorkerSettings settings, ShareGroup group) {
    Map<String, Object> config = new HashMap<>(settings.kafka());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group.groupId());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.name() + "-" + group.groupId());
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    ShareConsumer<String, byte[]> consumer =
        new KafkaShareConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(Set.of(group.topic().topicName()));
    return consumer;
  }

  /** Waits for a record to hold. */
  Optional<ConsumerRecord<String, byte[]>> poll(Duration patience) {
    return first(patience);
  }

  /** How often a held record must be renewed. */
  Duration renewalInterval() {
    return consumer
        .acquisitionLockTimeoutMs()
        .map(Duration::ofMillis)
        .orElse(DEFAULT_LOCK)
        .dividedBy(RENEWALS_PER_LOCK);
  }

  /**
   * Holds a record for another lock's time.
   *
   * @return the record again; empty when it is no longer held, so that another worker may have it
   */
  Optional<ConsumerRecord<String, byte[]>> renew(ConsumerRecord<String, byte[]> held) {
    if (!acknowledged(held, AcknowledgeType.RENEW)) {
      return Optional.empty();
    }
    // A renewed record comes back to be acknowledged again, though not always with the next poll.
    long deadline = System.nanoTime() + renewalInterval().toNanos();
    while (System.nanoTime() < deadline) {
      Optional<ConsumerRecord<String, byte[]>> again = first(REAPPEARANCE);
      if (again.isPresent()) {
        if (isSame(again.get(), held)) {
          return again;
        }
        settle(again.get(), AcknowledgeType.RELEASE);
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(
      ConsumerRecord<String, byte[]> one, ConsumerRecord<String, byte[]> other) {
    return one.partition() == other.partition() && one.offset() == other.offset();
  }

  /** Lets go of a record for good, or for others to take; returns when the broker knows. */
  void settle(ConsumerRecord<String, byte[]> held, AcknowledgeType how) {
    acknowledged(held, how);
  }

  private boolean acknowledged(ConsumerRecord<String, byte[]> held, AcknowledgeType how) {
    consumer.acknowledge(held, how);
    boolean taken = true;
    for (Map.Entry<TopicIdPartition, Optional<KafkaException>> result :
        consumer.commitSync().entrySet()) {
      if (result.getValue().isPresent()) {
        taken = false;
        LOG.warn(
            "the broker did not take {} of {} offset {}: {}",
            how,
            result.getKey(),
            held.offset(),
            result.getValue().get().getMessage());
      }
    }
    return taken;
  }

  private Optional<ConsumerRecord<String, byte[]>> first(Duration patience) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
      return Optional.of(record);
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
