package dev.centroid.coordinator.webhook;

import java.time.Duration;
import java.util.Optional;

/** What came of one try to deliver. */
sealed interface Outcome {

  /** What it means. */
  enum Meaning {
    /** The endpoint has the event. */
    DELIVERED,
    /** The same may be taken later. */
    MAY_PASS,
    /** The endpoint does not want this event, however often it is sent. */
    REFUSED,
    /** The endpoint wants no events any more. */
    GONE
  }

  /** What it means. */
  Meaning meaning();

  /** How long the endpoint wants to be left alone, if it says so. */
  Optional<Duration> pause();

  /** For the log; names no address, which may hold a secret. */
  String text();

  /**
   * The endpoint answered.
   *
   * @param status of HTTP
   * @param pause the header {@code Retry-After}, if it was sent
   */
  record Answered(int status, Optional<Duration> pause) implements Outcome {

    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;

    @Override
    public Meaning meaning() {
      if (status >= 200 && status < 300) {
        return Meaning.DELIVERED;
      }
      if (status == GONE) {
        return Meaning.GONE;
      }
      return status >= 500 || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS
          ? Meaning.MAY_PASS
          : Meaning.REFUSED;
    }

    @Override
    public String text() {
      return status >= 300 && status < 400
          ? "status " + status + ": redirects are not followed, give the address itself"
          : "status " + status;
    }
  }

  /**
   * There was no answer, or nothing could be sent.
   *
   * @param text why
   */
  record NoAnswer(String text) implements Outcome {

    @Override
    public Meaning meaning() {
      return Meaning.MAY_PASS;
    }

    @Override
    public Optional<Duration> pause() {
      return Optional.empty();
    }
  }
}
