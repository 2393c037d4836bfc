package dev.centroid.coordinator.submission;

import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.topic.Topic;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A request for compression as a CloudEvent in binary mode on {@code centroid.requests}. */
public final class SubmissionEvent {

  /** The {@code ce_type} of a submission. */
  public static final String TYPE = "dev.centroid.compression.requested";

  private SubmissionEvent() {}

  /**
   * The record that asks for a job.
   *
   * @param at when it is asked for
   */
  public static ProducerRecord<String, byte[]> toRecord(SubmissionRequest request, Instant at) {
    String jobId = request.jobId();
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(request.id())
            .withSource(URI.create(request.source()))
            .withType(TYPE)
            .withSubject("jobs/" + jobId)
            .withTime(at.atOffset(ZoneOffset.UTC))
            .withExtension("partitionkey", jobId)
            .withData("application/json", Json.bytes(request.submission()))
            .build();
    return KafkaMessageFactory.<String>createWriter(
            Topic.REQUESTS.topicName(), null, at.toEpochMilli(), jobId)
        .writeBinary(event);
  }
}
