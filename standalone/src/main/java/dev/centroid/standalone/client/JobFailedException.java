package dev.centroid.standalone.client;

/** A job came to an end without a result, and what the user gave is not to blame. */
public final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason one line
   */
  public JobFailedException(String reason) {
    super(reason);
  }
}
