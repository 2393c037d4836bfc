package dev.centroid.worker.queue;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.worker.task.TaskRunner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A worker: takes tasks from its queues and does them, one of each queue at a time, until it is
 * closed.
 */
public final class Worker implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(25);

  private final TaskEvents events;
  private final StopOrderTail tail;
  private final List<QueueLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param runner does the tasks; not shared with another worker of this process
   */
  public Worker(WorkerSettings settings, TaskRunner runner, TaskMeter meter, InstantSource clock) {
    this(settings, runner, meter, clock, group -> ShareQueue.join(settings, group));
  }

  /**
   * @param queues joins a group; asked again when a queue was lost
   */
  Worker(
      WorkerSettings settings,
      TaskRunner runner,
      TaskMeter meter,
      InstantSource clock,
      Function<ShareGroup, ShareQueue> queues) {
    this.events = new TaskEvents(settings);
    StopOrders orders = new StopOrders();
    this.tail = new StopOrderTail(settings, orders);
    for (Task.Queue queue : settings.queues()) {
      String name = settings.name() + "-" + queue.name().toLowerCase(Locale.ROOT);
      QueueLoop loop =
          new QueueLoop(
              settings,
              () -> queues.apply(ShareGroup.of(queue)),
              runner,
              events,
              meter,
              orders,
              clock,
              Executors.newSingleThreadExecutor(work -> new Thread(work, name + "-work")));
      loops.add(loop);
      threads.add(new Thread(loop, name));
    }
  }

  /** Begins to take tasks. To be called once. */
  public void start() {
    tail.start();
    threads.forEach(Thread::start);
  }

  /** Whether every queue is being served. */
  public boolean isServing() {
    return threads.stream().allMatch(Thread::isAlive)
        && loops.stream().allMatch(QueueLoop::isServing);
  }

  /**
   * Leaves: running tasks stop at their next step and go back to their queues. Returns when all is
   * done, or after the grace period.
   */
  @Override
  public void close() {
    loops.forEach(QueueLoop::stop);
    try {
      for (Thread thread : threads) {
        thread.join(GRACE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tail.close();
    events.close();
  }
}
