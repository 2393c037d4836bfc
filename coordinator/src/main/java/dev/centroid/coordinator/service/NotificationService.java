package dev.centroid.coordinator.service;

import dev.centroid.artifact.s3.S3Objects;
import dev.centroid.coordinator.notification.CompressionRule;
import dev.centroid.coordinator.notification.InputReference;
import dev.centroid.coordinator.notification.Notifications;
import dev.centroid.coordinator.notification.RuleBook;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.coordinator.trace.JobTraces;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.quantization.InvalidInputException;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Follows the rules for objects that appear in buckets, if there are any. */
@ApplicationScoped
public class NotificationService {

  /** After the coordinator has started. */
  private static final int START = Interceptor.Priority.APPLICATION + 600;

  /** Before the coordinator ends. */
  private static final int STOP = Interceptor.Priority.APPLICATION + 400;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final CoordinatorConfig config;
  private final CoordinatorService coordinators;
  private final ArtifactStore artifacts;
  private final MeterRegistry metrics;
  private final JobTraces traces;
  private volatile Optional<Notifications> running = Optional.empty();

  NotificationService(
      CoordinatorConfig config,
      CoordinatorService coordinators,
      ArtifactStore artifacts,
      MeterRegistry metrics,
      JobTraces traces) {
    this.config = config;
    this.coordinators = coordinators;
    this.artifacts = artifacts;
    this.metrics = metrics;
    this.traces = traces;
  }

  void onStart(@Observes @Priority(START) StartupEvent event) {
    running = CoordinatorService.explained(this::follow);
  }

  void onStop(@Observes @Priority(STOP) ShutdownEvent event) {
    running.ifPresent(Notifications::close);
  }

  /** What follows the rules, if there are any. */
  public Optional<Notifications> notifications() {
    return running;
  }

  private Optional<Notifications> follow() {
    List<CompressionRule> rules = rules();
    return rules.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Notifications.start(
                coordinators.kafka(),
                new RuleBook(rules, S3Objects.open(), artifacts),
                this::submit,
                metrics));
  }

  private String submit(SubmissionRequest request) {
    Span span = traces.requested("notification", request.jobId(), Optional.empty());
    String jobId = coordinators.coordinator().orElseThrow().submit(request);
    span.end();
    return jobId;
  }

  private List<CompressionRule> rules() {
    return config.notifications().rules().entrySet().stream()
        .map(rule -> rule(rule.getKey(), rule.getValue()))
        .toList();
  }

  private static CompressionRule rule(String name, CoordinatorConfig.Notifications.Rule rule) {
    String key = "centroid.notifications.rules." + name;
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          key + ": a rule's name is of lower-case letters, digits and single hyphens");
    }
    return new CompressionRule(
        name,
        rule.bucket(),
        rule.prefix().orElse(""),
        rule.suffix().orElse(""),
        reference(key + ".recipe", rule.recipe()),
        reference(key + ".train", rule.train()),
        reference(key + ".evaluation", rule.evaluation()),
        rule.seed(),
        threads(key + ".threads", rule.threads()));
  }

  private static InputReference reference(String key, String value) {
    try {
      return InputReference.parse(value);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(key + ": " + e.getMessage(), e);
    }
  }

  private static int threads(String key, int threads) {
    if (threads < 1) {
      throw new InvalidInputException(key + ": must be at least 1, but is " + threads);
    }
    return threads;
  }
}
