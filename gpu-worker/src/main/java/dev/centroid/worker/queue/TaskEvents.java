package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what becomes of tasks, on {@code centroid.task-events}. */
final class TaskEvents implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskEvents.class);

  /** What is still to be sent at the end are heartbeats: they may be lost. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Producer<String, TaskEvent> producer;

  TaskEvents(WorkerSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.kafka());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, settings.name() + "-events");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.producer =
        new KafkaProducer<>(
            config, new StringSerializer(), new JsonSerde<>(TaskEvent.class).serializer());
  }

  /** Sends without waiting: for what may be lost. */
  void tell(TaskEvent event) {
    Future<RecordMetadata> unused =
        producer.send(
            record(event),
            (metadata, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "an event was lost: {} {}", failure.getMessage(), LogKeys.of(event.task()));
              }
            });
  }

  /**
   * Returns once the brokers have the event.
   *
   * @throws IOException if they did not take it
   */
  void tellForSure(TaskEvent event) throws IOException {
    try {
      producer.send(record(event)).get();
    } catch (ExecutionException e) {
      throw new IOException("could not tell the brokers of " + event.task().taskId(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while telling of " + event.task().taskId(), e);
    }
  }

  /** Sends, and waits for the brokers to have the event, but not longer than some time. */
  void tellWithin(Duration patience, TaskEvent event) {
    try {
      producer.send(record(event)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("an event was lost: {} {}", e.getMessage(), LogKeys.of(event.task()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProducerRecord<String, TaskEvent> record(TaskEvent event) {
    return new ProducerRecord<>(Topic.TASK_EVENTS.topicName(), event.task().jobId(), event);
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
