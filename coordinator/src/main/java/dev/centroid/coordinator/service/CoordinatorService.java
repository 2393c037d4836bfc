package dev.centroid.coordinator.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.centroid.artifact.s3.ArtifactStores;
import dev.centroid.coordinator.Coordinator;
import dev.centroid.coordinator.CoordinatorSettings;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.trace.JobTraces;
import dev.centroid.coordinator.webhook.Endpoint;
import dev.centroid.coordinator.webhook.Webhooks;
import dev.centroid.protocol.access.CallerCheck;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.topic.TopicSetupException;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.quantization.InvalidInputException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops the coordinator with the application, and hands it to REST. */
@ApplicationScoped
public class CoordinatorService {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorService.class);

  private final CoordinatorConfig config;
  private final MeterRegistry metrics;
  private final Tracing tracing;
  private volatile Optional<Coordinator> running = Optional.empty();
  private volatile Optional<Webhooks> webhooks = Optional.empty();

  CoordinatorService(CoordinatorConfig config, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
    this.tracing =
        explained(() -> Tracing.ofProcess("centroid-coordinator", UUID.randomUUID().toString()));
  }

  void onStart(@Observes StartupEvent event) throws InterruptedException {
    // Read first: what is wrong with them is said before anything runs.
    List<Endpoint> endpoints = explained(() -> WebhookEndpoints.of(config.webhooks()));
    Coordinator coordinator = launch();
    running = Optional.of(coordinator);
    webhooks = Optional.of(deliver(endpoints));
    if (!coordinator.awaitReady(config.kafka().startWithin())) {
      LOG.warn("not ready yet: still reading the jobs that are there, or waiting for the broker");
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    webhooks.ifPresent(Webhooks::close);
    running.ifPresent(Coordinator::close);
    tracing.close();
  }

  /** The coordinator, once it was started. */
  public Optional<Coordinator> coordinator() {
    return running;
  }

  /** The JSON of REST is that of the topics. */
  @Produces
  @Singleton
  ObjectMapper json() {
    return Json.mapper();
  }

  /** Where REST puts and finds blobs. */
  @Produces
  @Singleton
  ArtifactStore artifacts() {
    return ArtifactStores.open(
        required(config.artifacts().directory(), "centroid.artifacts.directory"),
        config.artifacts().s3(),
        config.artifacts().localBytes());
  }

  /** Tells of requests. */
  @Produces
  @Singleton
  JobTraces traces() {
    return new JobTraces(tracing);
  }

  /** Says who may call REST. */
  @Produces
  @Singleton
  @Startup
  CallerCheck callers() {
    return explained(
        () -> CallerCheck.of("centroid.api", config.api().token(), config.api().tokenFile()));
  }

  private Coordinator launch() {
    return explained(() -> Coordinator.start(settings(), metrics, tracing));
  }

  private Webhooks deliver(List<Endpoint> endpoints) {
    return explained(
        () ->
            Webhooks.start(
                endpoints,
                kafka(),
                metrics,
                Clock.systemUTC(),
                () -> ThreadLocalRandom.current().nextDouble()));
  }

  /** Where the brokers are, and how to be let in. */
  KafkaClientSettings kafka() {
    return KafkaClientSettings.of(
        config.kafka().bootstrapServers(), config.kafka().clientProperties());
  }

  /** Quarkus prints the message alone of this exception, and a stack trace of others. */
  static <T> T explained(Supplier<T> start) {
    try {
      return start.get();
    } catch (InvalidInputException | TopicSetupException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  private CoordinatorSettings settings() {
    return new CoordinatorSettings(
        kafka(),
        required(config.state().directory(), "centroid.state.directory"),
        config.kafka().partitions(),
        config.kafka().replication(),
        config.kafka().taskLock(),
        config.kafka().startWithin(),
        config.coordinator().threads(),
        new JobPolicy(
            config.coordinator().window(),
            JobPolicy.standard().progressInterval(),
            new TaskLife(
                config.coordinator().taskPatience(),
                config.coordinator().taskSilence(),
                config.coordinator().taskSilences()),
            config.coordinator().keepEnded()));
  }

  private static Path required(Optional<Path> directory, String key) {
    return directory.orElseThrow(
        () -> new InvalidInputException(key + ": is missing; name a directory"));
  }
}
