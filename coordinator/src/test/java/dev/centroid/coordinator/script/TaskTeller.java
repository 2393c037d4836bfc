package dev.centroid.coordinator.script;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells what becomes of tasks, as a worker does. */
public final class TaskTeller implements AutoCloseable {

  private final KafkaProducer<String, TaskEvent> producer;

  TaskTeller(String brokers) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "linger.ms", 0),
            new StringSerializer(),
            new JsonSerde<>(TaskEvent.class).serializer());
  }

  /** Sends an event, and does not wait. */
  public void tell(TaskEvent event) {
    var unused =
        producer.send(
            new ProducerRecord<>(Topic.TASK_EVENTS.topicName(), event.task().jobId(), event));
  }

  /** Returns when the broker has all that was told. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
