package dev.centroid.coordinator.webhook;

import dev.centroid.protocol.view.JobId;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventSerializationException;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * An event as it is sent: in structured mode, since the signature is of the body alone, and an
 * event's type and job must not be changed on the way either.
 */
final class EventMessage {

  private static final JsonFormat JSON = new JsonFormat();

  private final String id;
  private final String eventId;
  private final Instant happenedAt;
  private final byte[] body;

  private EventMessage(String id, String eventId, Instant happenedAt, byte[] body) {
    this.id = id;
    this.eventId = eventId;
    this.happenedAt = happenedAt;
    this.body = body;
  }

  /** The CloudEvent's type of a record, of which nothing else need be read. */
  static Optional<String> typeOf(ConsumerRecord<byte[], byte[]> event) {
    return Optional.ofNullable(event.headers().lastHeader("ce_type"))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** Reads a record; empty if it is no CloudEvent. */
  static Optional<EventMessage> read(ConsumerRecord<byte[], byte[]> event) {
    try {
      CloudEvent content = KafkaMessageFactory.createReader(event).toEvent();
      return Optional.of(
          new EventMessage(
              // Safe in a header, without the dot that separates what is signed.
              "msg_" + JobId.of(content.getSource().toString(), content.getId()),
              content.getId(),
              Instant.ofEpochMilli(event.timestamp()),
              JSON.serialize(content)));
    } catch (CloudEventRWException | EventSerializationException | IllegalStateException e) {
      // The last is what the library throws for an attribute that is missing.
      return Optional.empty();
    }
  }

  /** Names the message: the same at every try, and for the same event at another time. */
  String id() {
    return id;
  }

  /** The CloudEvent's id, for the log. */
  String eventId() {
    return eventId;
  }

  /** When the event happened. */
  Instant happenedAt() {
    return happenedAt;
  }

  /** A CloudEvent in JSON; not to be changed. */
  byte[] body() {
    return body;
  }
}
