package dev.centroid.codebook.ledger;

import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Calls one listener with one codebook after the other, on another thread than the one that hands
 * them over, so that a slow listener holds up nobody else.
 */
final class SerialDelivery implements CodebookStore.Watch {

  private final Consumer<CodebookRef> listener;
  private final Executor executor;
  private final Consumer<SerialDelivery> whenClosed;
  private final Queue<CodebookRef> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger undelivered = new AtomicInteger();
  private volatile boolean closed;

  SerialDelivery(
      Consumer<CodebookRef> listener, Executor executor, Consumer<SerialDelivery> whenClosed) {
    this.listener = listener;
    this.executor = executor;
    this.whenClosed = whenClosed;
  }

  void deliver(CodebookRef codebook) {
    waiting.add(codebook);
    if (undelivered.getAndIncrement() == 0) {
      executor.execute(this::drain);
    }
  }

  @Override
  public void close() {
    closed = true;
    whenClosed.accept(this);
  }

  private void drain() {
    do {
      CodebookRef codebook = waiting.remove();
      if (!closed) {
        listener.accept(codebook);
      }
    } while (undelivered.decrementAndGet() > 0);
  }
}
