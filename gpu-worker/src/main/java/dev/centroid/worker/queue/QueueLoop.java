package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.worker.task.TaskRunner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one task after another from a queue. This thread keeps the record's lock while another
 * works: a lock is short, so that the task of a frozen worker soon goes to another.
 */
final class QueueLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(QueueLoop.class);
  // Short, because a consumer of one record a poll first meets the marker that ends the transaction
  // of the record before, and fetches again with the next poll only (Kafka 4.3.1).
  private static final Duration SHORTEST_POLL = Duration.ofMillis(20);
  // An idle queue is asked less and less often, up to what a task may well wait.
  private static final Duration LONGEST_POLL = Duration.ofMillis(160);
  private static final Duration STOPPING = Duration.ofSeconds(1);
  private static final JsonSerde<Task> TASKS = new JsonSerde<>(Task.class);

  private final WorkerSettings settings;
  private final ShareQueue queue;
  private final TaskRunner runner;
  private final TaskEvents events;
  private final TaskMeter meter;
  private final InstantSource clock;
  private final ExecutorService workThread;
  private volatile boolean stopping;
  private volatile Optional<ThrottledMonitor> running = Optional.empty();

  /**
   * @param workThread one thread, of this loop alone
   */
  QueueLoop(
      WorkerSettings settings,
      ShareQueue queue,
      TaskRunner runner,
      TaskEvents events,
      TaskMeter meter,
      InstantSource clock,
      ExecutorService workThread) {
    this.settings = settings;
    this.queue = queue;
    this.runner = runner;
    this.events = events;
    this.meter = meter;
    this.clock = clock;
    this.workThread = workThread;
  }

  @Override
  public void run() {
    try (queue) {
      Duration patience = SHORTEST_POLL;
      while (!stopping) {
        Optional<ConsumerRecord<String, byte[]>> record = queue.poll(patience);
        record.ifPresent(this::handle);
        patience = record.isPresent() ? SHORTEST_POLL : longer(patience);
      }
    } catch (KafkaException e) {
      LOG.error("this worker no longer serves a queue, start it again", e);
    } finally {
      workThread.shutdown();
    }
  }

  /** Ends the loop: the running task stops at its next step, and its record is released. */
  void stop() {
    stopping = true;
    running.ifPresent(ThrottledMonitor::stop);
  }

  private static Duration longer(Duration patience) {
    Duration twice = patience.multipliedBy(2);
    return twice.compareTo(LONGEST_POLL) < 0 ? twice : LONGEST_POLL;
  }

  private void handle(ConsumerRecord<String, byte[]> record) {
    try {
      Task task = TASKS.deserializer().deserialize(record.topic(), record.value());
      work(record, task);
    } catch (SerializationException e) {
      LOG.error(
          "rejected a record that is no task, partition {} offset {}: {}",
          record.partition(),
          record.offset(),
          e.getMessage());
      meter.malformed();
      queue.settle(record, AcknowledgeType.REJECT);
    }
  }

  private void work(ConsumerRecord<String, byte[]> record, Task task) {
    TaskHeader header = task.header();
    TaskRef ref =
        new TaskRef(
            header.jobId(), header.taskId(), task.kind(), header.attempt(), settings.name());
    ThrottledMonitor monitor = new ThrottledMonitor(ref, events, meter, clock);
    running = Optional.of(monitor);
    if (stopping) {
      monitor.stop();
    }
    Instant start = clock.instant();
    LOG.info("task taken: {}", LogKeys.of(ref));
    Future<Verdict> work =
        workThread.submit(
            new TaskAttempt(
                task,
                ref,
                record.deliveryCount().map(Short::intValue).orElse(1),
                settings.deliveryLimit(),
                runner,
                events,
                monitor,
                clock));
    Verdict verdict = holdUntilDone(record, work, monitor);
    running = Optional.empty();
    Duration time = Duration.between(start, clock.instant());
    meter.task(task.kind(), verdict.result(), time);
    LOG.info("task {} after {} ms: {}", verdict, time.toMillis(), LogKeys.of(ref));
  }

  private Verdict holdUntilDone(
      ConsumerRecord<String, byte[]> record, Future<Verdict> work, ThrottledMonitor monitor) {
    Optional<ConsumerRecord<String, byte[]>> held = Optional.of(record);
    while (held.isPresent()) {
      Optional<Verdict> verdict = await(work, queue.renewalInterval());
      if (verdict.isPresent()) {
        queue.settle(held.get(), verdict.get().acknowledgement());
        return verdict.get();
      }
      held = queue.renew(held.get());
      monitor.heartbeat();
    }
    LOG.warn("lost the lock of a task at offset {}: another worker may have it", record.offset());
    monitor.stop();
    while (true) {
      Optional<Verdict> verdict = await(work, STOPPING);
      if (verdict.isPresent()) {
        return verdict.get();
      }
    }
  }

  private static Optional<Verdict> await(Future<Verdict> work, Duration patience) {
    try {
      return Optional.of(work.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      LOG.error("a task's end could not be told; it is released", e.getCause());
      return Optional.of(Verdict.RELEASED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(Verdict.RELEASED);
    }
  }
}
