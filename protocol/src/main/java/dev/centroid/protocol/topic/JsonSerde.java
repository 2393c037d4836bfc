package dev.centroid.protocol.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON objects with a field {@code v}, the version of the form. A reader refuses a
 * version it does not know.
 *
 * @param <T> the type of values
 */
public final class JsonSerde<T> implements Serde<T> {

  /** The version of every form that this code writes and reads. */
  public static final int VERSION = 1;

  private static final String VERSION_FIELD = "v";

  private final Class<T> type;

  public JsonSerde(Class<T> type) {
    this.type = type;
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> toBytes(value);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> fromBytes(bytes);
  }

  private byte @Nullable [] toBytes(@Nullable T value) {
    if (value == null) {
      return null;
    }
    try {
      ObjectNode fields = Json.mapper().createObjectNode().put(VERSION_FIELD, VERSION);
      // Writing by the declared type keeps the type marker of sealed hierarchies.
      JsonNode body =
          Json.mapper().readTree(Json.mapper().writerFor(type).writeValueAsBytes(value));
      fields.setAll((ObjectNode) body);
      return Json.mapper().writeValueAsBytes(fields);
    } catch (IOException e) {
      throw new SerializationException("cannot write " + type.getSimpleName() + " as JSON", e);
    }
  }

  private @Nullable T fromBytes(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      JsonNode fields = Json.mapper().readTree(bytes);
      int version = fields.path(VERSION_FIELD).asInt(0);
      if (version != VERSION) {
        throw new SerializationException(
            type.getSimpleName()
                + " of version "
                + version
                + ", but this program reads version "
                + VERSION
                + "; run the same version of every service");
      }
      return Json.mapper().treeToValue(fields, type);
    } catch (IOException e) {
      throw new SerializationException(
          "not a " + type.getSimpleName() + " in JSON: " + e.getMessage(), e);
    }
  }
}
