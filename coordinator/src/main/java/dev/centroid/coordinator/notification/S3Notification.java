package dev.centroid.coordinator.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.artifact.s3.BucketObject;
import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The message by which S3 and MinIO tell of objects ("event message structure", version 2). What
 * else such messages have is of no concern here.
 */
public final class S3Notification {

  /** As Amazon's S3 and as MinIO write it. */
  private static final Pattern CREATED = Pattern.compile("(s3:)?ObjectCreated:.+");

  private S3Notification() {}

  /**
   * The objects that a message says were created; none if it tells of something else, such as the
   * test message that S3 sends when notifications are set up.
   *
   * @throws InvalidInputException if it is no such message; names the field
   */
  public static List<CreatedObject> read(byte[] message) {
    JsonNode root = parse(message);
    if (root.path("Event").asText().equals("s3:TestEvent")) {
      return List.of();
    }
    JsonNode records = root.path("Records");
    if (!records.isArray()) {
      throw new InvalidInputException(
          "notification: field 'Records' must be a list; send what S3 or MinIO send of ObjectCreated");
    }
    List<CreatedObject> created = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      JsonNode record = records.get(i);
      String path = "Records[" + i + "].";
      if (CREATED.matcher(text(record, path, "/eventName")).matches()) {
        created.add(created(record, path));
      }
    }
    return created;
  }

  private static CreatedObject created(JsonNode record, String path) {
    JsonNode object = record.at("/s3/object");
    BucketObject named =
        new BucketObject(
            text(record, path, "/s3/bucket/name"),
            decoded(text(record, path, "/s3/object/key"), path),
            given(object, "versionId"));
    return new CreatedObject(
        named,
        Stream.of("eTag", "versionId", "sequencer")
            .flatMap(field -> given(object, field).stream())
            .findFirst()
            .orElseThrow(
                () -> missing(path + "s3.object.eTag' and '" + path + "s3.object.sequencer")));
  }

  private static JsonNode parse(byte[] message) {
    try {
      return Json.mapper().readTree(message);
    } catch (IOException e) {
      throw new InvalidInputException("notification: is not JSON", e);
    }
  }

  private static String text(JsonNode record, String path, String pointer) {
    JsonNode value = record.at(pointer);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw missing(path + pointer.substring(1).replace('/', '.'));
    }
    return value.asText();
  }

  private static Optional<String> given(JsonNode object, String field) {
    return Optional.of(object.path(field).asText("")).filter(text -> !text.isEmpty());
  }

  /** Keys come as in a query of a URL. */
  private static String decoded(String key, String path) {
    try {
      return URLDecoder.decode(key, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "notification: field '" + path + "s3.object.key' is not URL-encoded: " + e.getMessage(),
          e);
    }
  }

  private static InvalidInputException missing(String field) {
    return new InvalidInputException("notification: field '" + field + "' is missing");
  }
}
