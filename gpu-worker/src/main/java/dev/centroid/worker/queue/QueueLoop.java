package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.topic.JsonSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  private static final Duration BEFORE_JOINING_AGAIN = Duration.ofSeconds(1);

  /**
   * Grows with a task's deliveries, so that a worker without another beside it gives its user some
   * time to make space, and others that are busy may come to the task before it is given up.
   */
  private static final Duration REST_PER_DELIVERY = Duration.ofSeconds(15);

  private static final JsonSerde<Task> TASKS = new JsonSerde<>(Task.class);

  private final WorkerSettings settings;
  private final Supplier<ShareQueue> queues;
  private final WorkerParts parts;
  private final ExecutorService workThread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean serving = true;
  private volatile Optional<ThrottledMonitor> running = Optional.empty();

  /**
   * @param queues joins the queue's group
   * @param workThread one thread, of this loop alone
   */
  QueueLoop(
      WorkerSettings settings,
      Supplier<ShareQueue> queues,
      WorkerParts parts,
      ExecutorService workThread) {
    this.settings = settings;
    this.queues = queues;
    this.parts = parts;
    this.workThread = workThread;
  }

  @Override
  public void run() {
    try {
      while (!isStopping()) {
        serveOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      serving = false;
      workThread.shutdown();
    }
  }

  /**
   * Serves the queue until it is stopped or the queue is lost. Whatever goes wrong, this thread
   * must go on, or tasks would wait for ever: a consumer that meets a broker which has just
   * started, and cannot serve share groups yet, fails with an IllegalStateException, for one (Kafka
   * 4.3.1).
   */
  private void serveOnce() throws InterruptedException {
    Duration rest = Duration.ZERO;
    try (ShareQueue queue = queues.get()) {
      rest = serve(queue);
    } catch (RuntimeException e) {
      serving = false;
      LOG.warn(
          "a queue was lost and will be joined again in {} ms", BEFORE_JOINING_AGAIN.toMillis(), e);
      rest = BEFORE_JOINING_AGAIN;
    }
    boolean unused = stop.await(rest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes tasks until the loop is to end, or this worker had better leave tasks to others.
   *
   * @return for how long it had better leave them; zero at the end
   */
  private Duration serve(ShareQueue queue) {
    Duration patience = SHORTEST_POLL;
    while (!isStopping()) {
      Optional<ConsumerRecord<String, byte[]>> record = queue.poll(patience);
      serving = true;
      Optional<Verdict> verdict = record.flatMap(taken -> handle(queue, taken));
      if (verdict.filter(Verdict.LEFT_TO_OTHERS::equals).isPresent()) {
        Duration rest = REST_PER_DELIVERY.multipliedBy(delivery(record.orElseThrow()));
        LOG.warn("takes no task for {} s, so that others can", rest.toSeconds());
        return rest;
      }
      patience = record.isPresent() ? SHORTEST_POLL : longer(patience);
    }
    return Duration.ZERO;
  }

  /** Whether the queue answered when it was last asked. */
  boolean isServing() {
    return serving;
  }

  /** Ends the loop: the running task stops at its next step, and its record is released. */
  void stop() {
    stop.countDown();
    running.ifPresent(ThrottledMonitor::stop);
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }

  private static Duration longer(Duration patience) {
    Duration twice = patience.multipliedBy(2);
    return twice.compareTo(LONGEST_POLL) < 0 ? twice : LONGEST_POLL;
  }

  /** Empty when the record is no task. */
  private Optional<Verdict> handle(ShareQueue queue, ConsumerRecord<String, byte[]> record) {
    try {
      Task task = TASKS.deserializer().deserialize(record.topic(), record.value());
      return Optional.of(work(queue, record, task));
    } catch (SerializationException e) {
      LOG.error(
          "rejected a record that is no task, partition {} offset {}: {}",
          record.partition(),
          record.offset(),
          e.getMessage());
      parts.meter().malformed();
      queue.settle(record, AcknowledgeType.REJECT);
      return Optional.empty();
    }
  }

  private static int delivery(ConsumerRecord<String, byte[]> record) {
    return record.deliveryCount().map(Short::intValue).orElse(1);
  }

  private Verdict work(ShareQueue queue, ConsumerRecord<String, byte[]> record, Task task) {
    TaskHeader header = task.header();
    TaskRef ref =
        new TaskRef(
            header.jobId(), header.taskId(), task.kind(), header.attempt(), settings.name());
    ThrottledMonitor monitor = new ThrottledMonitor(ref, parts);
    running = Optional.of(monitor);
    if (isStopping()) {
      monitor.stop();
    }
    Instant start = parts.clock().instant();
    LOG.info("task taken: {}", LogKeys.of(ref));
    Future<Verdict> work =
        workThread.submit(
            new TaskAttempt(
                new Delivery(task, ref, delivery(record), settings.deliveryLimit()),
                monitor,
                parts));
    Verdict verdict;
    try {
      verdict = holdUntilDone(queue, record, work, monitor);
    } catch (RuntimeException e) {
      // The record will come again, to this worker or another.
      monitor.stop();
      Verdict unused = ended(work);
      throw e;
    } finally {
      running = Optional.empty();
    }
    Duration time = Duration.between(start, parts.clock().instant());
    parts.meter().task(task.kind(), verdict.result(), time);
    LOG.info("task {} after {} ms: {}", verdict, time.toMillis(), LogKeys.of(ref));
    return verdict;
  }

  private static Verdict holdUntilDone(
      ShareQueue queue,
      ConsumerRecord<String, byte[]> record,
      Future<Verdict> work,
      ThrottledMonitor monitor) {
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
    return ended(work);
  }

  /** Waits for the end of work that was told to stop. */
  private static Verdict ended(Future<Verdict> work) {
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
