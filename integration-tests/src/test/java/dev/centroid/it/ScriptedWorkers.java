package dev.centroid.it;

import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.protocol.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Workers of both share groups that take many tasks at once and do them without a model. */
final class ScriptedWorkers implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int BATCH = 200;
  private static final int MEMBERS = 3;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final String brokers;
  private final ScriptedWork work;
  private final double tasksPerSecond;
  private final BiConsumer<Task, Long> completed;
  private final List<Thread> threads = new ArrayList<>();
  private long nextTurn = System.nanoTime();
  private volatile boolean closing;

  /**
   * @param tasksPerSecond of all together, at most
   * @param completed is told each task, and when its completion was sent (of System.nanoTime)
   */
  ScriptedWorkers(
      String brokers, ScriptedWork work, double tasksPerSecond, BiConsumer<Task, Long> completed) {
    this.brokers = brokers;
    this.work = work;
    this.tasksPerSecond = tasksPerSecond;
    this.completed = completed;
    for (ShareGroup group : ShareGroup.values()) {
      for (int member = 0; member < MEMBERS; member++) {
        threads.add(new Thread(() -> run(group), "scripted-" + group.groupId() + "-" + member));
      }
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  private void run(ShareGroup group) {
    Map<String, Object> own =
        Map.of(
            "bootstrap.servers",
            brokers,
            "group.id",
            group.groupId(),
            "share.acknowledgement.mode",
            "explicit",
            "max.poll.records",
            BATCH);
    try (KafkaShareConsumer<String, Task> consumer =
            new KafkaShareConsumer<>(
                own, new StringDeserializer(), new JsonSerde<>(Task.class).deserializer());
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer())) {
      consumer.subscribe(List.of(group.topic().topicName()));
      while (!closing) {
        ConsumerRecords<String, Task> records = consumer.poll(POLL);
        for (ConsumerRecord<String, Task> record : records) {
          awaitTurn();
          answer(record.value(), producer);
          consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        }
        producer.flush();
        var unused = consumer.commitSync();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Task task, KafkaProducer<String, byte[]> producer) {
    var serializer = new JsonSerde<>(TaskEvent.class).serializer();
    for (TaskEvent event : work.events(task, Thread.currentThread().getName(), Instant.now())) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topic.TASK_EVENTS.topicName(),
                  event.task().jobId(),
                  serializer.serialize("", event)));
    }
    completed.accept(task, System.nanoTime());
  }

  /** Keeps all threads together to the rate. */
  private void awaitTurn() throws InterruptedException {
    long wait;
    synchronized (this) {
      long now = System.nanoTime();
      nextTurn = Math.max(nextTurn, now) + (long) (NANOS_PER_SECOND / tasksPerSecond);
      wait = nextTurn - now;
    }
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait).toMillis(), (int) (wait % 1_000_000));
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
