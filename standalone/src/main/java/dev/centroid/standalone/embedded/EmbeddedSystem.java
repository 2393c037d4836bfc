package dev.centroid.standalone.embedded;

import dev.centroid.standalone.broker.EmbeddedBroker;
import io.quarkus.runtime.Quarkus;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Broker, codebook service, coordinator and worker in this JVM. The broker starts beside the
 * services, which wait for it.
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
   * @return the work's exit code
   * @throws Exception whatever the work, or a service while it started, threw
   */
  public int run(Work work) throws Exception {
    settings.properties().forEach(System::setProperty);
    CompletableFuture<EmbeddedBroker> broker = CompletableFuture.supplyAsync(this::startBroker);
    broker.exceptionally(
        error -> {
          onFatalError.accept(error);
          throw new CompletionException(error);
        });
    AtomicReference<Result> result = new AtomicReference<>(new Result(1, Optional.empty()));
    EmbeddedApplication.prepare(
        () -> {
          broker.join();
          return work.run();
        });
    try {
      Quarkus.run(
          EmbeddedApplication.class,
          (code, error) -> result.set(new Result(code, Optional.ofNullable(error))));
    } finally {
      broker.thenAccept(EmbeddedBroker::close).join();
    }
    return result.get().codeOrThrow();
  }

  private EmbeddedBroker startBroker() {
    try {
      return EmbeddedBroker.start(
          settings.home().broker(),
          OptionalInt.of(settings.brokerPort()),
          message -> onFatalError.accept(new IllegalStateException(message)));
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
