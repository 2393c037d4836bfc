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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of a share group (KIP-932), which holds one record at a time. For one thread. */
final class ShareQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShareQueue.class);
  private static final Duration DEFAULT_LOCK = Duration.ofSeconds(30);
  private static final int RENEWALS_PER_LOCK = 3;
  private static final Duration RENEWAL_POLL = Duration.ofMillis(20);

  private final KafkaShareConsumer<String, byte[]> consumer;
  private boolean lockLost;

  ShareQueue(WorkerSettings settings, ShareGroup group) {
    Map<String, Object> config = new HashMap<>(settings.kafka());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group.groupId());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.name() + "-" + group.groupId());
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    this.consumer =
        new KafkaShareConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    consumer.setAcknowledgementCommitCallback(
        (offsets, failure) -> {
          if (failure != null) {
            LOG.warn("an acknowledgement was refused: {}", failure.getMessage());
            lockLost = true;
          }
        });
    consumer.subscribe(Set.of(group.topic().topicName()));
  }

  /** Waits for a record to hold. */
  Optional<ConsumerRecord<String, byte[]>> poll(Duration patience) {
    lockLost = false;
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
    consumer.acknowledge(held, AcknowledgeType.RENEW);
    Optional<ConsumerRecord<String, byte[]>> again = renewed();
    if (again.isPresent() && again.get().offset() != held.offset()) {
      settle(again.get(), AcknowledgeType.RELEASE);
      return Optional.empty();
    }
    return lockLost ? Optional.empty() : again;
  }

  /**
   * The record that the broker's answer brings back to be acknowledged again. The poll that sends
   * the renewal waits for its whole time even after the answer is there; only the next one gives
   * the record. So each poll is short.
   */
  private Optional<ConsumerRecord<String, byte[]>> renewed() {
    long deadline = System.nanoTime() + renewalInterval().toNanos();
    Optional<ConsumerRecord<String, byte[]>> again = Optional.empty();
    while (again.isEmpty() && !lockLost && System.nanoTime() < deadline) {
      again = first(RENEWAL_POLL);
    }
    return again;
  }

  /** Lets go of a record for good, or for others to take; returns when the broker knows. */
  void settle(ConsumerRecord<String, byte[]> held, AcknowledgeType how) {
    consumer.acknowledge(held, how);
    consumer
        .commitSync()
        .forEach(
            (partition, failure) ->
                failure.ifPresent(
                    reason ->
                        LOG.warn(
                            "the broker did not take {} of {} offset {}: {}",
                            how,
                            partition,
                            held.offset(),
                            reason.getMessage())));
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
