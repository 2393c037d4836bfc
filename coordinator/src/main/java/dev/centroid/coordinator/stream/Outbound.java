package dev.centroid.coordinator.stream;

import dev.centroid.protocol.topic.Topic;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A record on its way out.
 *
 * @param topic where to
 * @param value its bytes; empty for a tombstone
 */
record Outbound(Topic topic, Optional<byte[]> value) {

  static Outbound of(Topic topic, byte[] value) {
    return new Outbound(topic, Optional.of(value));
  }

  static Outbound tombstone(Topic topic) {
    return new Outbound(topic, Optional.empty());
  }

  /** Writes the bytes as they are. Nothing ever reads an outbound record back. */
  static Serde<Outbound> serde() {
    return Serdes.serdeFrom(
        (topic, outbound) -> outbound.value().orElse(null),
        (topic, bytes) -> {
          throw new UnsupportedOperationException("outbound records are only written");
        });
  }
}
