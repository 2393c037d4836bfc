package dev.centroid.worker.queue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Watches running tasks on a thread of its own. Only time in which this process runs counts: a
 * machine that sleeps, or a process that is frozen, is no fault of a task.
 */
final class Watchdog implements AutoCloseable {

  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);
  private static final int CHECKS_PER_LIMIT = 10;

  private final StallLimits limits;
  private final BiConsumer<ThrottledMonitor, ExitReason> onStall;
  private final Map<ThrottledMonitor, StallTimer> watched = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param name of its thread
   * @param onStall ends the process; called on that thread
   */
  Watchdog(String name, StallLimits limits, BiConsumer<ThrottledMonitor, ExitReason> onStall) {
    this.limits = limits;
    this.onStall = onStall;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** A task that is watched while this is open. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  Watch watch(ThrottledMonitor task) {
    watched.put(task, new StallTimer(limits));
    return () -> watched.remove(task);
  }

  /** Time has passed. */
  void advance(Duration elapsed) {
    watched.forEach(
        (task, timer) ->
            timer
                .advance(task.reports(), task.mustStop(), elapsed)
                .ifPresent(
                    reason -> {
                      watched.remove(task);
                      onStall.accept(task, reason);
                    }));
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    Duration interval = interval();
    Duration longest = interval.multipliedBy(2);
    long last = System.nanoTime();
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        Duration elapsed = Duration.ofNanos(now - last);
        advance(elapsed.compareTo(longest) < 0 ? elapsed : longest);
        last = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration interval() {
    Duration shorter =
        limits.stop().compareTo(limits.progress()) < 0 ? limits.stop() : limits.progress();
    Duration check = shorter.dividedBy(CHECKS_PER_LIMIT).plusMillis(1);
    return check.compareTo(MAX_INTERVAL) < 0 ? check : MAX_INTERVAL;
  }
}
