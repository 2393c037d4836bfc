package dev.centroid.coordinator.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads bodies that are JSON. They are bounded. Their media type is one that a page of another site
 * cannot make a browser send unasked (Fetch standard, "CORS-safelisted request-header").
 */
final class JsonBody {

  static final int MAX_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 8192;

  /** More digits than a length within the bound has. Vert.x has checked that they are digits. */
  private static final int MAX_DIGITS = 9;

  private static final String APPLICATION = "application";
  private static final String JSON = "json";
  private static final String JSON_SUFFIX = "+json";
  private static final String EVENT_ATTRIBUTE = "ce-specversion";

  private JsonBody() {}

  /**
   * Reads a body of the type {@code application/json}.
   *
   * @throws ProblemException 415 if it has another type or none, 413 if it is longer than 1 MiB
   */
  static byte[] read(HttpHeaders headers, InputStream body) throws IOException {
    Optional<MediaType> type = Optional.ofNullable(headers.getMediaType());
    if (type.filter(JsonBody::isJson).isEmpty()) {
      throw unsupported("application/json", type);
    }
    return bounded(headers, body);
  }

  /**
   * Reads the body of a CloudEvent, whose data are JSON. In binary mode the type may be absent.
   *
   * @throws ProblemException 415 if it has another type, 413 if it is longer than 1 MiB
   */
  static byte[] readEvent(HttpHeaders headers, InputStream body) throws IOException {
    Optional<MediaType> type = Optional.ofNullable(headers.getMediaType());
    boolean accepted =
        type.map(given -> isJson(given) || isOfJson(given))
            .orElse(headers.getHeaderString(EVENT_ATTRIBUTE) != null);
    if (!accepted) {
      throw unsupported("application/json or application/cloudevents+json", type);
    }
    return bounded(headers, body);
  }

  /**
   * Checks a request that needs no body.
   *
   * @throws ProblemException 415 if it has one that is not JSON
   */
  static void requireNoOther(HttpHeaders headers) {
    Optional<MediaType> type = Optional.ofNullable(headers.getMediaType());
    if (type.filter(given -> !isJson(given)).isPresent()) {
      throw unsupported("application/json", type);
    }
  }

  private static byte[] bounded(HttpHeaders headers, InputStream body) throws IOException {
    // HttpHeaders.getLength() is an int, and a length need not be.
    String length = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    if (length != null && (length.length() > MAX_DIGITS || Long.parseLong(length) > MAX_BYTES)) {
      throw tooLong();
    }
    // Not readNBytes: it reads 0 bytes when its buffer is full, for which Quarkus's stream waits.
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      content.write(buffer, 0, read);
      if (content.size() > MAX_BYTES) {
        throw tooLong();
      }
    }
    return content.toByteArray();
  }

  private static boolean isJson(MediaType type) {
    return isOfApplication(type) && type.getSubtype().equalsIgnoreCase(JSON);
  }

  private static boolean isOfJson(MediaType type) {
    return isOfApplication(type) && type.getSubtype().endsWith(JSON_SUFFIX);
  }

  private static boolean isOfApplication(MediaType type) {
    return type.getType().equalsIgnoreCase(APPLICATION);
  }

  static ProblemException unsupported(String wanted, Optional<MediaType> given) {
    return ProblemException.of(
        Status.UNSUPPORTED_MEDIA_TYPE,
        "Content-Type: must be "
            + wanted
            + ", but is "
            + given
                .map(type -> "'" + type.getType() + "/" + type.getSubtype() + "'")
                .orElse("absent"));
  }

  private static ProblemException tooLong() {
    return ProblemException.of(
        Status.REQUEST_ENTITY_TOO_LARGE,
        "body: must have at most " + MAX_BYTES + " bytes; send models and data to /v1/blobs");
  }
}
