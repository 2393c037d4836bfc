package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.UserEvent;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.topic.Topic;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.Record;

/** News for users as CloudEvents in binary mode. */
final class UserEventRecords {

  private static final URI SOURCE = URI.create("/centroid/coordinator");

  /** The data of the event that answers a request which cannot be read. */
  private record Rejection(String jobId, String reason) {}

  private UserEventRecords() {}

  static Record<String, Outbound> of(UserEvent event, long timestamp) {
    return record(
        event.id(),
        event.kind().type(),
        event.subject(),
        event.jobId(),
        event.at(),
        event.data(),
        timestamp);
  }

  /** Tells the sender of a request that it cannot be read. */
  static Record<String, Outbound> rejection(String jobId, String reason, long timestamp) {
    return record(
        jobId + "/rejected",
        UserEvent.Kind.FAILED.type(),
        "jobs/" + jobId,
        jobId,
        Instant.ofEpochMilli(timestamp),
        new Rejection(jobId, reason),
        timestamp);
  }

  private static Record<String, Outbound> record(
      String id,
      String type,
      String subject,
      String jobId,
      Instant at,
      Object data,
      long timestamp) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(id)
            .withSource(SOURCE)
            .withType(type)
            .withSubject(subject)
            .withTime(at.atOffset(ZoneOffset.UTC))
            .withExtension("partitionkey", jobId)
            .withData("application/json", Json.bytes(data))
            .build();
    ProducerRecord<Void, byte[]> written =
        KafkaMessageFactory.createWriter(Topic.EVENTS.topicName()).writeBinary(event);
    return new Record<>(
        jobId, Outbound.of(Topic.EVENTS, written.value()), timestamp, written.headers());
  }
}
