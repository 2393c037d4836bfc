package dev.centroid.coordinator;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams. */
final class StreamsProperties {

  /** The application's id: its group, and the prefix of its own topics. */
  static final String APPLICATION = "centroid-coordinator";

  private static final int COMMIT_INTERVAL_MILLIS = 10;

  /**
   * Streams would wait for ever, and under load a producer (of Kafka 4.3.1, after an answer that
   * was out of order) was seen that never sent again what the broker had not acknowledged: the
   * thread that runs jobs hung, and nothing told of it.
   */
  private static final int DELIVERY_TIMEOUT_MILLIS = 60_000;

  private static final int POLL_MILLIS = 5;
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;
  private static final int MAX_REQUEST_BYTES = 8 << 20;

  private StreamsProperties() {}

  /**
   * For a coordinator of these settings.
   *
   * @param instance unique among replicas, and the same at the next start of this one: after a
   *     crash it then takes its jobs back at once, without waiting for its old session to end
   */
  static Properties of(CoordinatorSettings settings, String instance) {
    Properties properties = new Properties();
    // Every client inside Streams takes these, the one for administration too.
    properties.putAll(settings.kafka().properties());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replication());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    // A worker waits for its next task until the transaction that issues it is committed; and
    // nothing is committed while a poll waits for records.
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MILLIS);
    properties.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksMemory.class);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG),
        DELIVERY_TIMEOUT_MILLIS);
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        SESSION_TIMEOUT_MILLIS);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance);
    return properties;
  }
}
