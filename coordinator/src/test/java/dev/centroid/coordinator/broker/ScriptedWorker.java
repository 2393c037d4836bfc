package dev.centroid.coordinator.broker;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Takes tasks of both share groups, as a real worker does, and answers them at once. */
public final class ScriptedWorker implements AutoCloseable {

  /**
   * Short, because a consumer of one record a poll first meets the marker that ends the transaction
   * of the record before; it fetches again with the next poll only (Kafka 4.3.1).
   */
  private static final Duration POLL = Duration.ofMillis(20);

  private final List<Thread> threads = new ArrayList<>();
  private final List<Task> taken = new CopyOnWriteArrayList<>();
  private final List<Long> turnAroundNanos = new CopyOnWriteArrayList<>();
  private final Semaphore permits;
  private final ScriptedWork work;
  private final String bootstrapServers;
  private volatile boolean closing;
  private volatile long lastTuneNanos;

  /**
   * @param tasks how many tasks it may do before it waits for {@link #allow}
   */
  public ScriptedWorker(String bootstrapServers, ScriptedWork work, int tasks) {
    this.bootstrapServers = bootstrapServers;
    this.work = work;
    this.permits = new Semaphore(tasks, /* fair= */ true);
    for (ShareGroup group : ShareGroup.values()) {
      Thread thread = new Thread(() -> run(group), "scripted-" + group.groupId());
      thread.start();
      threads.add(thread);
    }
  }

  /** Lets it do so many tasks more. */
  public void allow(int tasks) {
    permits.release(tasks);
  }

  /** Every task it took, those delivered again too. */
  public List<Task> taken() {
    return taken;
  }

  /** From the completion of one slice of fine-tuning to the receipt of the next. */
  public List<Long> turnAroundNanos() {
    return turnAroundNanos;
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

  private void run(ShareGroup group) {
    try (KafkaShareConsumer<String, Task> consumer = consumer(group);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer())) {
      consumer.subscribe(List.of(group.topic().topicName()));
      while (!closing) {
        pollOnce(consumer, producer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pollOnce(
      KafkaShareConsumer<String, Task> consumer, KafkaProducer<String, byte[]> producer)
      throws InterruptedException {
    if (!permits.tryAcquire(100, TimeUnit.MILLISECONDS)) {
      return;
    }
    ConsumerRecords<String, Task> records = consumer.poll(POLL);
    if (records.isEmpty()) {
      permits.release();
    }
    records.forEach(record -> answer(record, consumer, producer));
  }

  private void answer(
      ConsumerRecord<String, Task> record,
      KafkaShareConsumer<String, Task> consumer,
      KafkaProducer<String, byte[]> producer) {
    Task task = record.value();
    measure(task);
    taken.add(task);
    var serializer = new JsonSerde<>(TaskEvent.class).serializer();
    for (TaskEvent event : work.events(task, Thread.currentThread().getName(), Instant.now())) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topic.TASK_EVENTS.topicName(),
                  event.task().jobId(),
                  serializer.serialize("", event)));
    }
    producer.flush();
    if (task instanceof Task.Tune) {
      lastTuneNanos = System.nanoTime();
    }
    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
    var unusedResult = consumer.commitSync();
  }

  private void measure(Task task) {
    if (task instanceof Task.Tune tune && tune.steps().first() > 0 && lastTuneNanos > 0) {
      turnAroundNanos.add(System.nanoTime() - lastTuneNanos);
    }
  }

  private KafkaShareConsumer<String, Task> consumer(ShareGroup group) {
    return new KafkaShareConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            group.groupId(),
            "share.acquire.mode",
            "record_limit",
            "share.acknowledgement.mode",
            "explicit",
            "max.poll.records",
            1),
        new StringDeserializer(),
        new JsonSerde<>(Task.class).deserializer());
  }
}
