package dev.centroid.worker.task;

/** A task cannot be done, however often it is tried, and not because of what the user gave. */
public final class TaskFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for the user
   */
  public TaskFailedException(String message) {
    super(message);
  }

  /**
   * @param message one line for the user
   * @param cause what was thrown underneath
   */
  public TaskFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
