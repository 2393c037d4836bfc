package dev.centroid.worker.task;

/** The task was told to stop before its end; another worker is to do it. */
public final class TaskStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TaskStoppedException(String message) {
    super(message);
  }
}
