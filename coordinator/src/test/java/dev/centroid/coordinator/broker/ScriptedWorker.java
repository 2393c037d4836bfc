package dev.centroid.coordinator.broker;

import dev.centroid.coordinator.script.GroupMembers;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.coordinator.script.TaskTeller;
import dev.centroid.protocol.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;

/** Takes tasks of both share groups, as a real worker does, and answers them at once. */
public final class ScriptedWorker implements AutoCloseable {

  /**
   * Short, because a consumer of one record a poll first meets the marker that ends the transaction
   * of the record before; it fetches again with the next poll only (Kafka 4.3.1).
   */
  private static final Duration POLL = Duration.ofMillis(20);

  private final GroupMembers members;
  private final List<Task> taken = new CopyOnWriteArrayList<>();
  private final Semaphore permits;
  private final ScriptedWork work;

  /**
   * @param tasks how many tasks it may do before it waits for {@link #allow}
   */
  public ScriptedWorker(String bootstrapServers, ScriptedWork work, int tasks) {
    this.work = work;
    this.permits = new Semaphore(tasks, /* fair= */ true);
    this.members =
        new GroupMembers(
            "scripted",
            bootstrapServers,
            1,
            Map.of("share.acquire.mode", "record_limit", "max.poll.records", 1),
            this::pollOnce);
    members.start();
  }

  /** Lets it do so many tasks more. */
  public void allow(int tasks) {
    permits.release(tasks);
  }

  /** Every task it took, those delivered again too. */
  public List<Task> taken() {
    return taken;
  }

  @Override
  public void close() {
    members.close();
  }

  private void pollOnce(KafkaShareConsumer<String, Task> consumer, TaskTeller teller)
      throws InterruptedException {
    if (!permits.tryAcquire(100, TimeUnit.MILLISECONDS)) {
      return;
    }
    ConsumerRecords<String, Task> records = consumer.poll(POLL);
    if (records.isEmpty()) {
      permits.release();
    }
    records.forEach(record -> answer(record, consumer, teller));
  }

  private void answer(
      ConsumerRecord<String, Task> record,
      KafkaShareConsumer<String, Task> consumer,
      TaskTeller teller) {
    Task task = record.value();
    taken.add(task);
    work.events(task, Thread.currentThread().getName(), Instant.now()).forEach(teller::tell);
    teller.flush();
    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
    var unusedResult = consumer.commitSync();
  }
}
