package dev.centroid.worker.engine;

/** libtorch refused to run a model on an input. The message is one line. */
public final class ModelRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ModelRunException(String message) {
    super(message);
  }

  ModelRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
