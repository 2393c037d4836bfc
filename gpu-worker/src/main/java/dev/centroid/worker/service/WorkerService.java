package dev.centroid.worker.service;

import dev.centroid.artifact.s3.ArtifactStores;
import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.codebook.CodebookServers;
import dev.centroid.protocol.codebook.CodebookServers.Identity;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.codebook.RetryPolicy;
import dev.centroid.protocol.kafka.BrokerAccess;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.queue.Worker;
import dev.centroid.worker.queue.WorkerSettings;
import dev.centroid.worker.task.TaskRunner;
import dev.centroid.worker.trace.TaskTraces;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts and stops the worker with the application. */
@ApplicationScoped
class WorkerService {

  private static final Duration BROKERS_ANSWER_WITHIN = Duration.ofSeconds(10);

  private final WorkerConfig config;
  private final MeterRegistry metrics;
  private volatile Optional<Running> running = Optional.empty();

  private record Running(Worker worker, GrpcCodebookClient codebooks, Tracing tracing) {}

  WorkerService(WorkerConfig config, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  void onStart(@Observes StartupEvent event) {
    if (config.worker().autostart()) {
      running = Optional.of(explained(this::launch));
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    running.ifPresent(
        parts -> {
          parts.worker().close();
          parts.codebooks().close();
          parts.tracing().close();
        });
  }

  /** Whether the worker takes tasks, or is not meant to in this application. */
  boolean isServing() {
    return running.map(parts -> parts.worker().isServing()).orElse(!config.worker().autostart());
  }

  /** Quarkus prints the message alone of this exception, and a stack trace of others. */
  private static <T> T explained(Supplier<T> start) {
    try {
      return start.get();
    } catch (InvalidInputException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  private Running launch() {
    KafkaClientSettings kafka =
        KafkaClientSettings.of(
            config.kafka().bootstrapServers(), config.kafka().clientProperties());
    BrokerAccess.requireAccepted(kafka, BROKERS_ANSWER_WITHIN);
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
        GrpcCodebookClient.connect(codebookServers(), RetryPolicy.DEFAULT);
    ArtifactStore artifacts =
        ArtifactStores.open(directory, config.artifacts().s3(), config.artifacts().localBytes());
    WorkerSettings settings = settings(kafka);
    Tracing tracing = Tracing.ofProcess("centroid-worker", settings.name());
    TaskRunner runner = new TaskRunner(engine, artifacts, codebooks, new TaskTraces(tracing));
    Worker worker =
        new Worker(settings, runner, new MicrometerTaskMeter(metrics), InstantSource.system());
    worker.start();
    return new Running(worker, codebooks, tracing);
  }

  private CodebookServers codebookServers() {
    WorkerConfig.Codebook codebook = config.codebook();
    if (codebook.certificate().isPresent() != codebook.key().isPresent()) {
      throw new InvalidInputException(
          "centroid.codebook.certificate and centroid.codebook.key: give both, or neither");
    }
    Optional<Identity> identity =
        codebook
            .certificate()
            .map(certificate -> new Identity(certificate, codebook.key().orElseThrow()));
    return new CodebookServers(
        CodebookServers.plain(codebook.addresses()).addresses(),
        codebook.trust(),
        identity,
        BearerToken.configured("centroid.codebook", codebook.token(), codebook.tokenFile()));
  }

  private WorkerSettings settings(KafkaClientSettings kafka) {
    return WorkerSettingsFactory.of(
        config.worker(),
        config.worker().name().orElseGet(WorkerService::hostName),
        kafka.properties());
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
