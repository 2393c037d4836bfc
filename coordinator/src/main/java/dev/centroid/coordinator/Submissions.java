package dev.centroid.coordinator;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.submission.OrderEvent;
import dev.centroid.coordinator.submission.SubmissionEvent;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.coordinator.view.JobViews;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends what users want of jobs. */
final class Submissions implements AutoCloseable {

  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);

  private final Producer<String, byte[]> producer;
  private final JobViews views;
  private final Clock clock;

  Submissions(KafkaClientSettings kafka, JobViews views, Clock clock) {
    this.producer =
        new KafkaProducer<>(
            kafka.with(Map.of(ProducerConfig.LINGER_MS_CONFIG, 0)),
            new StringSerializer(),
            new ByteArraySerializer());
    this.views = views;
    this.clock = clock;
  }

  /**
   * Sends a request, and returns once the job can be seen: whoever looks for it next finds it, and
   * not the end of an earlier attempt.
   *
   * @return the job's id
   * @throws KafkaException if the broker does not take it
   * @throws PendingException if it cannot be seen in time
   */
  String submit(SubmissionRequest request) {
    String jobId = request.jobId();
    Optional<JobView> earlier = views.find(jobId).map(JobDetails::job);
    if (earlier.filter(job -> !startsAnew(job.status())).isPresent()) {
      return jobId;
    }
    Optional<Instant> endedAttempt = earlier.map(JobView::acceptedAt);
    send(
        SubmissionEvent.toRecord(request, clock.instant()),
        jobId,
        job -> !Optional.of(job.acceptedAt()).equals(endedAttempt));
    return jobId;
  }

  /**
   * Sends an order, and returns once it can be seen that it was followed, or that the job had ended
   * before.
   *
   * @throws KafkaException if the broker does not take it
   * @throws PendingException if it cannot be seen in time
   */
  void order(String jobId, JobOrder order) {
    send(
        OrderEvent.toRecord(jobId, order, clock.instant()),
        jobId,
        job ->
            job.status().isTerminal()
                || switch (order) {
                  case CANCEL -> false;
                  case PAUSE -> job.status() == JobStatus.PAUSED;
                  case RESUME -> job.status() == JobStatus.RUNNING;
                });
  }

  private void send(
      ProducerRecord<String, byte[]> request, String jobId, Predicate<JobView> visible) {
    try {
      producer.send(request).get();
      if (!views.await(jobId, visible, VISIBLE_WITHIN)) {
        throw new PendingException(jobId);
      }
    } catch (ExecutionException e) {
      throw new KafkaException("the broker did not take the request: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while sending a request", e);
    }
  }

  /** Whether a job that is asked for again begins anew. */
  private static boolean startsAnew(JobStatus status) {
    return status == JobStatus.FAILED || status == JobStatus.CANCELLED;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
