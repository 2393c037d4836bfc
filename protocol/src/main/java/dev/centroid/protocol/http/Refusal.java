package dev.centroid.protocol.http;

import dev.centroid.protocol.topic.Json;

/**
 * The answer to a request that is refused, as {@code application/problem+json} (RFC 9457).
 *
 * @param title the kind of error
 * @param status of HTTP
 * @param detail one line: where, what is wrong, what to do
 */
record Refusal(String title, int status, String detail) {

  static final String MEDIA_TYPE = "application/problem+json";

  static Refusal badRequest(String detail) {
    return new Refusal("Bad Request", 400, detail);
  }

  static Refusal forbidden(String detail) {
    return new Refusal("Forbidden", 403, detail);
  }

  static Refusal misdirected(String detail) {
    return new Refusal("Misdirected Request", 421, detail);
  }

  String json() {
    return Json.mapper().valueToTree(this).toString();
  }
}
