package dev.centroid.coordinator.submission;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.protocol.topic.Topic;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An order to cancel, pause or resume a job, as a CloudEvent in binary mode on {@code
 * centroid.requests}. Its subject is {@code jobs/ID}; it has no data.
 */
public final class OrderEvent {

  private static final String TYPE_PREFIX = "dev.centroid.compression.";
  private static final String SUBJECT_PREFIX = "jobs/";
  private static final URI SOURCE = URI.create("/v1/jobs");

  private OrderEvent() {}

  /** The {@code ce_type} of an order, e.g. {@code dev.centroid.compression.cancel}. */
  public static String typeOf(JobOrder order) {
    return TYPE_PREFIX + order.name().toLowerCase(Locale.ROOT);
  }

  /** The order that a {@code ce_type} stands for. */
  public static Optional<JobOrder> ofType(String type) {
    return Arrays.stream(JobOrder.values()).filter(order -> typeOf(order).equals(type)).findFirst();
  }

  /** The job that a {@code ce_subject} names. */
  public static Optional<String> jobOf(String subject) {
    return Optional.of(subject)
        .filter(text -> text.startsWith(SUBJECT_PREFIX))
        .map(text -> text.substring(SUBJECT_PREFIX.length()))
        .filter(id -> !id.isBlank() && !id.contains("/"));
  }

  /**
   * The record that gives an order.
   *
   * @param at when it is given
   */
  public static ProducerRecord<String, byte[]> toRecord(String jobId, JobOrder order, Instant at) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(UUID.randomUUID().toString())
            .withSource(SOURCE)
            .withType(typeOf(order))
            .withSubject(SUBJECT_PREFIX + jobId)
            .withTime(at.atOffset(ZoneOffset.UTC))
            .withExtension("partitionkey", jobId)
            .build();
    return KafkaMessageFactory.<String>createWriter(
            Topic.REQUESTS.topicName(), null, at.toEpochMilli(), jobId)
        .writeBinary(event);
  }
}
