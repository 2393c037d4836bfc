package dev.centroid.standalone.embedded;

import dev.centroid.standalone.broker.EmbeddedBroker;
import io.quarkus.runtime.Quarkus;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Broker, codebook service and coordinator in this JVM, and workers as child processes. The broker
 * starts, and the workers load libtorch, while the services start.
 */
public final class EmbeddedSystem {

  private final EmbeddedSettings settings;
  private final int workers;
  private final Consumer<Throwable> onFatalError;

  /**
   * @param workers how many
   * @param onFatalError told when the broker or a worker cannot start or go on; it is to end the
   *     process, since everything waits for them
   */
  public EmbeddedSystem(EmbeddedSettings settings, int workers, Consumer<Throwable> onFatalError) {
    this.settings = settings;
    this.workers = workers;
    this.onFatalError = onFatalError;
  }

  /**
   * What is done while the system is up.
   *
   * @param <T> what it gives
   */
  @FunctionalInterface
  public interface Work<T> {

    /**
     * Does it.
     *
     * @param workers of the system; they take no task until they are released
     */
    T with(ChildWorkers workers) throws Exception;
  }

  /**
   * Starts everything, does some work, and stops everything. Once a process.
   *
   * @return what the work gave
   * @throws Exception whatever the work, or a service while it started, threw
   */
  public <T> T run(Work<T> work) throws Exception {
    settings.properties().forEach(System::setProperty);
    CompletableFuture<EmbeddedBroker> broker = CompletableFuture.supplyAsync(this::startBroker);
    CompletableFuture<T> result = new CompletableFuture<>();
    try (ChildWorkers children = ChildWorkers.start(settings, workers, onFatalError)) {
      EmbeddedApplication.prepare(() -> complete(result, work, children));
      Quarkus.run(EmbeddedApplication.class, (code, error) -> fail(result, error));
    } finally {
      broker.join().close();
    }
    return result.get();
  }

  private static <T> void complete(
      CompletableFuture<T> result, Work<T> work, ChildWorkers children) {
    try (children) {
      result.complete(work.with(children));
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
  }

  /** Where the work has not come to an end, a service failed or the process was interrupted. */
  private static <T> void fail(CompletableFuture<T> result, @Nullable Throwable error) {
    result.completeExceptionally(
        error == null ? new InterruptedException("stopped before the work was done") : error);
  }

  private EmbeddedBroker startBroker() {
    try {
      return EmbeddedBroker.start(
          settings.home().broker(),
          OptionalInt.of(settings.brokerPort()),
          message -> onFatalError.accept(brokerFailure(message)));
    } catch (Exception e) {
      onFatalError.accept(e);
      throw new CompletionException(e);
    }
  }

  /** Kafka gives no reason when its disk is full. */
  private RuntimeException brokerFailure(String message) {
    return settings.home().isFull() ? settings.home().full() : new IllegalStateException(message);
  }
}
