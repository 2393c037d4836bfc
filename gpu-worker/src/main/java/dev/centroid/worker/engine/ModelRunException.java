package dev.centroid.worker.engine;

/** A model could not be run on an input. The message is one printable line. */
public final class ModelRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean causedByModel;

  ModelRunException(String message) {
    super(message);
    this.causedByModel = true;
  }

  ModelRunException(TorchFailure failure, Throwable cause) {
    super(failure.text(), cause);
    this.causedByModel = failure.kind() != TorchFailure.Kind.REFUSED;
  }

  /**
   * Whether the model itself raised an error, asked for too much memory or gave something else than
   * one tensor; false if an operator refused its input.
   */
  public boolean isCausedByModel() {
    return causedByModel;
  }
}
