package dev.centroid.standalone.embedded;

import dev.centroid.standalone.broker.EmbeddedBroker;
import dev.centroid.worker.engine.TorchEngine;
import io.quarkus.runtime.Quarkus;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Broker, codebook service, coordinator and worker in this JVM. The broker starts, and libtorch is
 * loaded, beside the services, which wait for them.
 */
public final class EmbeddedSystem {

  private final EmbeddedSettings settings;
  private final Consumer<Throwable> onFatalError;

  /**
   * @param onFatalError told when the broker cannot start or go on; it is to end the process, since
   *     every service waits for the broker
   */
  public EmbeddedSystem(EmbeddedSettings settings, Consumer<Throwable> onFatalError) {
    this.settings = settings;
    this.onFatalError = onFatalError;
  }

  /**
   * Starts everything, does some work, and stops everything. Once a process.
   *
   * @return what the work gave
   * @throws Exception whatever the work, or a service while it started, threw
   */
  public <T> T run(Callable<T> work) throws Exception {
    settings.properties().forEach(System::setProperty);
    // A failure to load comes up again when the worker starts.
    CompletableFuture<Void> unused = CompletableFuture.runAsync(TorchEngine::load);
    CompletableFuture<EmbeddedBroker> broker = CompletableFuture.supplyAsync(this::startBroker);
    CompletableFuture<T> result = new CompletableFuture<>();
    EmbeddedApplication.prepare(() -> complete(result, work));
    try {
      Quarkus.run(EmbeddedApplication.class, (code, error) -> fail(result, error));
    } finally {
      broker.join().close();
    }
    return result.get();
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
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
