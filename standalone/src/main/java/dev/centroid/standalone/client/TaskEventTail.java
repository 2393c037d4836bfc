package dev.centroid.standalone.client;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what workers tell of one job's tasks, from the topic's start, on a thread of its own. */
public final class TaskEventTail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);

  private final KafkaConsumer<String, TaskEvent> consumer;
  private final String jobId;
  private final Consumer<TaskEvent> listener;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Thread thread;

  private TaskEventTail(
      KafkaConsumer<String, TaskEvent> consumer, String jobId, Consumer<TaskEvent> listener) {
    this.consumer = consumer;
    this.jobId = jobId;
    this.listener = listener;
    this.thread = new Thread(this::read, "task-events");
    this.thread.setDaemon(true);
  }

  /**
   * Starts to read.
   *
   * @param bootstrapServers of the broker
   * @param jobId only its events are told
   * @param listener called on the tail's thread
   */
  public static TaskEventTail open(
      String bootstrapServers, String jobId, Consumer<TaskEvent> listener) {
    KafkaConsumer<String, TaskEvent> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new JsonSerde<>(TaskEvent.class).deserializer());
    TaskEventTail tail = new TaskEventTail(consumer, jobId, listener);
    tail.thread.start();
    return tail;
  }

  /** Stops reading and waits for the thread. */
  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      consumer.wakeup();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void read() {
    try (consumer) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.TASK_EVENTS.topicName()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (open.get()) {
        for (ConsumerRecord<String, TaskEvent> event : consumer.poll(POLL)) {
          if (jobId.equals(event.key())) {
            listener.accept(event.value());
          }
        }
      }
    } catch (WakeupException e) {
      // Only close() wakes the consumer up.
      return;
    }
  }
}
