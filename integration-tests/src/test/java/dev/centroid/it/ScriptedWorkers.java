package dev.centroid.it;

import dev.centroid.coordinator.script.GroupMembers;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.coordinator.script.TaskTeller;
import dev.centroid.protocol.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;

/** Workers of both share groups that take many tasks at once and do them without a model. */
final class ScriptedWorkers implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int BATCH = 200;
  private static final int MEMBERS = 3;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ScriptedWork work;
  private final double tasksPerSecond;
  private final BiConsumer<Task, Long> completed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final GroupMembers members;
  private long nextTurn = System.nanoTime();

  /**
   * @param tasksPerSecond of all together, at most
   * @param completed is told each task, and when its completion was sent (of System.nanoTime)
   */
  ScriptedWorkers(
      String brokers, ScriptedWork work, double tasksPerSecond, BiConsumer<Task, Long> completed) {
    this.work = work;
    this.tasksPerSecond = tasksPerSecond;
    this.completed = completed;
    this.members =
        new GroupMembers(
            "scripted", brokers, MEMBERS, Map.of("max.poll.records", BATCH), this::takeBatch);
  }

  void start() {
    members.start();
  }

  private void takeBatch(KafkaShareConsumer<String, Task> consumer, TaskTeller teller)
      throws InterruptedException {
    for (ConsumerRecord<String, Task> record : consumer.poll(POLL)) {
      awaitTurn();
      answer(record.value(), teller);
      consumer.acknowledge(record, AcknowledgeType.ACCEPT);
    }
    teller.flush();
    var unused = consumer.commitSync();
  }

  private void answer(Task task, TaskTeller teller) {
    work.events(task, Thread.currentThread().getName(), Instant.now()).forEach(teller::tell);
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
    if (closed.await(wait, TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("closed before its turn");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    members.close();
  }
}
