package dev.centroid.standalone.child;

/** A worker process cannot start. */
public final class WorkerStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason one line
   */
  WorkerStartException(String reason) {
    super(reason);
  }
}
