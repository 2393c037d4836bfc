package dev.centroid.coordinator.notification;

import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Keeps notifications that came by HTTP until they are followed. */
public final class NotificationLog implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> producer;

  /**
   * @param kafka where the brokers are, and how to be let in
   */
  public NotificationLog(KafkaClientSettings kafka) {
    this.producer =
        new KafkaProducer<>(
            kafka.with(Map.of(ProducerConfig.LINGER_MS_CONFIG, 0)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Appends a notification, and returns once the brokers have it.
   *
   * @throws KafkaException if they do not take it
   */
  public void append(byte[] message) {
    try {
      producer.send(new ProducerRecord<>(Topic.NOTIFICATIONS.topicName(), message)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the broker did not take the notification: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while sending a notification", e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
