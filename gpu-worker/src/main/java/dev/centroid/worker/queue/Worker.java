package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.worker.task.TaskRunner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: takes tasks from its queues and does them, one of each queue at a time, until it is
 * closed.
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** For a task that has stopped to publish its end. */
  private static final Duration PUBLISHING = Duration.ofSeconds(15);

  private static final Duration CATCHING_UP = Duration.ofSeconds(5);

  private final WorkerSettings settings;
  private final WorkerParts parts;
  private final WorkerHost host;
  private final StopOrderTail tail;
  private final List<QueueLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param runner does the tasks; not shared with another worker of this process
   */
  public Worker(WorkerSettings settings, TaskRunner runner, TaskMeter meter, InstantSource clock) {
    this(settings, runner, meter, clock, WorkerHost.of(settings));
  }

  Worker(
      WorkerSettings settings,
      TaskRunner runner,
      TaskMeter meter,
      InstantSource clock,
      WorkerHost host) {
    this.settings = settings;
    this.host = host;
    StopOrders orders = new StopOrders();
    this.tail = new StopOrderTail(settings, orders);
    Watchdog watchdog =
        new Watchdog(settings.name() + "-watchdog", settings.limits(), this::endProcess);
    this.parts =
        new WorkerParts(
            runner, new TaskEvents(settings), meter, orders, watchdog, new PastFailures(), clock);
    for (Task.Queue queue : settings.queues()) {
      String name = settings.name() + "-" + queue.name().toLowerCase(Locale.ROOT);
      QueueLoop loop =
          new QueueLoop(
              settings,
              () -> host.join(ShareGroup.of(queue)),
              parts,
              Executors.newSingleThreadExecutor(work -> new Thread(work, name + "-work")));
      loops.add(loop);
      threads.add(new Thread(() -> serve(loop), name));
    }
  }

  /** Begins to take tasks. To be called once. */
  public void start() {
    tail.start();
    parts.watchdog().start();
    threads.forEach(Thread::start);
  }

  private void serve(QueueLoop loop) {
    try {
      tail.awaitCaughtUp(CATCHING_UP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.run();
  }

  /** Only the end of the process gives back the thread that a task does not leave. */
  private void endProcess(ThrottledMonitor stalled, ExitReason reason) {
    StallLimits limits = settings.limits();
    Duration limit = reason == ExitReason.NO_PROGRESS ? limits.progress() : limits.stop();
    LOG.error(
        "a task {} for {} s, after unit {}: this process ends with exit code {}; if the model has no"
            + " endless loop, raise {}: {}",
        reason.fault(),
        limit.toSeconds(),
        stalled.units(),
        reason.code(),
        reason.setting(),
        LogKeys.of(stalled.task()));
    if (reason == ExitReason.NO_PROGRESS) {
      parts
          .events()
          .tellWithin(
              PUBLISHING,
              new TaskEvent.Stalled(stalled.task(), parts.clock().instant(), limits.progress()));
    }
    host.halt(reason.code());
  }

  /** Whether every queue is being served. */
  public boolean isServing() {
    return threads.stream().allMatch(Thread::isAlive)
        && loops.stream().allMatch(QueueLoop::isServing);
  }

  /**
   * Leaves: running tasks stop at their next report and go back to their queues. Returns when all
   * is done. A task that does not stop ends the process.
   */
  @Override
  public void close() {
    loops.forEach(QueueLoop::stop);
    try {
      for (Thread thread : threads) {
        thread.join(settings.limits().stop().plus(PUBLISHING).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tail.close();
    parts.watchdog().close();
    parts.events().close();
  }
}
