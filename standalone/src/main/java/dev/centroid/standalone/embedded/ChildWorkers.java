package dev.centroid.standalone.embedded;

import dev.centroid.standalone.broker.LoopbackPort;
import dev.centroid.standalone.child.ChildWorker;
import dev.centroid.standalone.child.ProcessStart;
import dev.centroid.worker.service.MicrometerTaskMeter;
import io.micrometer.core.instrument.Metrics;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The workers of an embedded system, each a process of its own: one process trains one model at a
 * time, and only its end stops a task that does not end.
 */
public final class ChildWorkers implements AutoCloseable {

  private final List<ChildWorker> workers;
  private final Thread hook;

  private ChildWorkers(List<ChildWorker> workers) {
    this.workers = workers;
    // With the first signal, so that nothing computes while the services stop.
    this.hook = new Thread(this::closeAll, "stop-workers");
  }

  /**
   * Starts processes, which load what they need and then wait for {@link #release()}.
   *
   * @param count how many
   * @param onFailure called when one cannot start
   */
  static ChildWorkers start(EmbeddedSettings settings, int count, Consumer<Throwable> onFailure) {
    MicrometerTaskMeter meter = new MicrometerTaskMeter(Metrics.globalRegistry);
    ChildWorkers children =
        new ChildWorkers(
            IntStream.rangeClosed(1, count)
                .mapToObj(
                    number ->
                        new ChildWorker(
                            EmbeddedSettings.workerName(number),
                            new ProcessStart(
                                command(settings, number), settings.workerEnvironment()),
                            settings.workerLog(number),
                            meter,
                            onFailure))
                .toList());
    Runtime.getRuntime().addShutdownHook(children.hook);
    children.workers.forEach(ChildWorker::start);
    return children;
  }

  /** Lets the workers take tasks. */
  public void release() {
    workers.forEach(ChildWorker::release);
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being stopped, and the hook does the same.
      return;
    }
  }

  private void closeAll() {
    workers.forEach(ChildWorker::close);
  }

  private static List<String> command(EmbeddedSettings settings, int number) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.quarkus.bootstrap.runner.QuarkusEntryPoint");
    command.add("worker");
    command.addAll(List.of("--name", EmbeddedSettings.workerName(number)));
    command.addAll(List.of("--kafka", settings.bootstrapServers()));
    command.addAll(List.of("--artifacts", settings.home().artifacts().toString()));
    command.addAll(List.of("--codebooks", LoopbackPort.HOST + ":" + settings.httpPort()));
    return command;
  }
}
