package dev.centroid.protocol.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  private static final byte[] OPENING =
      ("{\"" + VERSION_FIELD + "\":" + VERSION).getBytes(StandardCharsets.UTF_8);
  private static final byte[] SEPARATOR = {','};
  private static final byte[] NOTHING = {};
  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  private final Class<T> type;
  private final ObjectWriter writer;

  public JsonSerde(Class<T> type) {
    this.type = type;
    this.writer = Json.mapper().writerFor(type);
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
      // Writing by the declared type keeps the type marker of sealed hierarchies.
      return versioned(writer.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new SerializationException("cannot write " + type.getSimpleName() + " as JSON", e);
    }
  }

  /** Puts the version in front of an object's fields: parsing them again to do so took longer. */
  private static byte[] versioned(byte[] object) {
    byte[] separator = object.length > EMPTY_OBJECT.length ? SEPARATOR : NOTHING;
    return ByteBuffer.allocate(OPENING.length + separator.length + object.length - 1)
        .put(OPENING)
        .put(separator)
        .put(object, 1, object.length - 1)
        .array();
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
