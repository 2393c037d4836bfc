package dev.centroid.coordinator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.centroid.protocol.topic.Json;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

/**
 * One server-sent event; without a name it is only a comment.
 *
 * @param name its type
 * @param data JSON in one line
 */
record JobEvent(String name, String data) {

  private static final JobEvent KEEP_ALIVE = new JobEvent("", "keep-alive");

  /** Says nothing, but keeps proxies from closing the connection. */
  static JobEvent keepAlive() {
    return KEEP_ALIVE;
  }

  static <T> JobEvent of(String name, Class<T> type, T value) {
    try {
      // Writing by the declared type keeps the type marker of sealed hierarchies.
      return new JobEvent(name, Json.mapper().writerFor(type).writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a view is always JSON", e);
    }
  }

  OutboundSseEvent toSse(Sse sse) {
    return name.isEmpty()
        ? sse.newEventBuilder().comment(data).build()
        : sse.newEventBuilder().name(name).data(data).build();
  }
}
