package dev.centroid.quantization.product;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs numbered chunks of work on a number of threads, the caller's among them. Which thread takes
 * which chunk is left to chance: callers keep what they compute by chunk, and combine it in the
 * order of chunks.
 */
final class ChunkedWork implements AutoCloseable {

  private final int helpers;
  private final ExecutorService executor;

  /**
   * @param threads at least 1
   */
  ChunkedWork(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
    }
    this.helpers = threads - 1;
    this.executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "centroid-kmeans");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs the chunks 0 to {@code chunks - 1}; returns when all are done. */
  void run(int chunks, IntConsumer chunk) {
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < chunks; i = next.getAndIncrement()) {
            chunk.accept(i);
          }
        };
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < Math.min(helpers, chunks - 1); i++) {
      running.add(executor.submit(worker));
    }
    worker.run();
    running.forEach(ChunkedWork::await);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a chunk of work failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while chunks of work were running", e);
    }
  }
}
