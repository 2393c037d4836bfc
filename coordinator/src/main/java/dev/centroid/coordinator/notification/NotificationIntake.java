package dev.centroid.coordinator.notification;

import dev.centroid.artifact.s3.MissingObjectException;
import dev.centroid.coordinator.PendingException;
import dev.centroid.coordinator.notification.NotificationMetrics.Outcome;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.artifact.MissingArtifactException;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.quantization.InvalidInputException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code centroid.notifications}, and asks for the compression of each object that a rule is
 * for, on a thread of its own. Coordinators share the partitions of the topic among them. What one
 * had begun when it was killed another does again, which is the same job.
 */
final class NotificationIntake implements AutoCloseable {

  /** The consumer group. */
  static final String GROUP = "centroid-notifications";

  private static final Logger LOG = LoggerFactory.getLogger(NotificationIntake.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

  /** Time for a model of many gigabytes to come from a slow server, and for all tries. */
  private static final Duration LONGEST_FETCH = Duration.ofHours(2);

  private final RuleBook book;
  private final Function<SubmissionRequest, String> submit;
  private final Retries retries;
  private final NotificationMetrics metrics;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private NotificationIntake(
      RuleBook book,
      Function<SubmissionRequest, String> submit,
      Retries retries,
      NotificationMetrics metrics,
      Consumer<byte[], byte[]> consumer) {
    this.book = book;
    this.submit = submit;
    this.retries = retries;
    this.metrics = metrics;
    this.consumer = consumer;
    this.thread = new Thread(this::run, "notifications");
    this.thread.setDaemon(true);
  }

  /**
   * Begins to read; the topic must be there.
   *
   * @param kafka where the brokers are, and how to be let in
   * @param submit asks for a job, whose id it returns; throws {@link KafkaException} or {@link
   *     PendingException} if it cannot now
   */
  static NotificationIntake start(
      KafkaClientSettings kafka,
      RuleBook book,
      Function<SubmissionRequest, String> submit,
      Retries retries,
      MeterRegistry registry) {
    Map<String, Object> config =
        kafka.with(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                GROUP,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // Fetching may take long, and the next record is not begun before it is done.
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1,
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                (int) LONGEST_FETCH.toMillis()));
    NotificationIntake intake =
        new NotificationIntake(
            book,
            submit,
            retries,
            new NotificationMetrics(registry),
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    intake.thread.start();
    return intake;
  }

  /** Whether the thread still reads. */
  boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(Topic.NOTIFICATIONS.topicName()));
      while (closing.getCount() > 0) {
        pollOnce();
      }
    } catch (WakeupException e) {
      LOG.debug("stopped reading notifications");
    } catch (InterruptedException e) {
      LOG.debug("interrupted while reading notifications");
    }
  }

  private void pollOnce() throws InterruptedException {
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (!take(record)) {
          return;
        }
        consumer.commitSync();
      }
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("cannot read notifications now, trying again: {}", e.getMessage());
      pause(PAUSE_AFTER_FAULT);
    }
  }

  /** Follows a notification to its end; false if this closes before that. */
  private boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    for (CreatedObject created : read(record)) {
      List<CompressionRule> rules = book.matching(created.object());
      if (rules.isEmpty()) {
        metrics.count(Outcome.IGNORED);
        LOG.debug("no rule is for {}", created.object());
      }
      for (CompressionRule rule : rules) {
        if (!follow(rule, created)) {
          return false;
        }
      }
    }
    return true;
  }

  private List<CreatedObject> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      // Only those who bypass REST can leave out the value.
      return record.value() == null ? List.of() : S3Notification.read(record.value());
    } catch (InvalidInputException e) {
      metrics.count(Outcome.FAILED);
      LOG.warn(
          "skipped a notification that cannot be read: partition={} offset={} {}",
          record.partition(),
          record.offset(),
          e.getMessage());
      return List.of();
    }
  }

  /** Tries until it is submitted or given up; false if this closes before that. */
  private boolean follow(CompressionRule rule, CreatedObject created) throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        String jobId = submit.apply(rule.request(created, book.artifacts(), book.objects()));
        metrics.count(Outcome.SUBMITTED);
        LOG.info("asked for a job: job={} rule={} model={}", jobId, rule.name(), created.object());
        return true;
      } catch (MissingObjectException | MissingArtifactException e) {
        giveUp(rule, created, e);
        return true;
      } catch (IOException | KafkaException | PendingException e) {
        Optional<Duration> pause = retries.after(failures);
        if (pause.isEmpty()) {
          giveUp(rule, created, e);
          return true;
        }
        LOG.warn(
            "cannot follow the rule {} for {} now, trying again in {} s: {}",
            rule.name(),
            created.object(),
            pause.get().toSeconds(),
            e.getMessage());
        if (pause(pause.get())) {
          return false;
        }
      }
    }
  }

  private void giveUp(CompressionRule rule, CreatedObject created, Exception e) {
    metrics.count(Outcome.FAILED);
    LOG.error(
        "{} is not compressed by the rule {}: {}; put it there again once that is mended",
        created.object(),
        rule.name(),
        e.getMessage());
  }

  /** Waits; true if this closes meanwhile. */
  private boolean pause(Duration pause) throws InterruptedException {
    return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }
}
