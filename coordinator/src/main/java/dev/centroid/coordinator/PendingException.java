package dev.centroid.coordinator;

/** A request was taken, but its job cannot be seen yet. */
public final class PendingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PendingException(String jobId) {
    super(
        "the request for job "
            + jobId
            + " was taken, but cannot be seen yet; send it again in a moment, it stays one job");
  }
}
