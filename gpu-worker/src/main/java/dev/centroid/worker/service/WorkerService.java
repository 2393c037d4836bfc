package dev.centroid.worker.service;

import dev.centroid.artifact.s3.ArtifactStores;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.queue.Worker;
import dev.centroid.worker.queue.WorkerSettings;
import dev.centroid.worker.task.TaskRunner;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Starts and stops the worker with the application. */
@ApplicationScoped
class WorkerService {

  private final WorkerConfig config;
  private final MeterRegistry metrics;
  private volatile Optional<Running> running = Optional.empty();

  private record Running(Worker worker, GrpcCodebookClient codebooks) {}

  WorkerService(WorkerConfig config, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  void onStart(@Observes StartupEvent event) {
    if (config.worker().autostart()) {
      running = Optional.of(launch());
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    running.ifPresent(
        parts -> {
          parts.worker().close();
          parts.codebooks().close();
        });
  }

  /** Whether the worker takes tasks, or is not meant to in this application. */
  boolean isServing() {
    return running.map(parts -> parts.worker().isServing()).orElse(!config.worker().autostart());
  }

  private Running launch() {
    Path directory =
        config
            .artifacts()
            .directory()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "centroid.artifacts.directory: is missing; name the directory that all services share"));
    TorchEngine engine = TorchEngine.start(config.worker().device());
    GrpcCodebookClient codebooks =
        GrpcCodebookClient.connect(config.codebook().host(), config.codebook().port());
    ArtifactStore artifacts = ArtifactStores.open(directory, config.artifacts().s3());
    TaskRunner runner = new TaskRunner(engine, artifacts, codebooks);
    Worker worker =
        new Worker(settings(), runner, new MicrometerTaskMeter(metrics), InstantSource.system());
    worker.start();
    return new Running(worker, codebooks);
  }

  private WorkerSettings settings() {
    Map<String, String> kafka = new HashMap<>(config.kafka().client());
    kafka.put("bootstrap.servers", config.kafka().bootstrapServers());
    return new WorkerSettings(
        config.worker().name().orElseGet(WorkerService::hostName),
        kafka,
        config.worker().queues().queues(),
        config.worker().deliveryLimit());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new InvalidInputException(
          "centroid.worker.name: is missing and this host has no name; give the worker a name", e);
    }
  }
}
