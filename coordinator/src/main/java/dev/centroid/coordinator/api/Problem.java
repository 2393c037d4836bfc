package dev.centroid.coordinator.api;

/**
 * An error as {@code application/problem+json} (RFC 9457).
 *
 * @param title what kind of error
 * @param status of HTTP
 * @param detail one line that says what was wrong, where, and what to do
 */
record Problem(String title, int status, String detail) {

  static final String MEDIA_TYPE = "application/problem+json";
}
