package dev.centroid.worker.engine;

/** How a model runs forward. */
public enum ForwardMode {
  /** Dropout on, norms by the batch, a graph for gradients. */
  TRAINING(true, true),
  /** As in training, but only the norms' statistics move: no graph. */
  STATISTICS(true, false),
  /** Dropout off, norms by their statistics, no graph. */
  EVALUATION(false, false),
  /** As in evaluation, with a graph for gradients. */
  GRADIENTS(false, true);

  private final boolean trainingMode;
  private final boolean gradients;

  ForwardMode(boolean trainingMode, boolean gradients) {
    this.trainingMode = trainingMode;
    this.gradients = gradients;
  }

  boolean trainingMode() {
    return trainingMode;
  }

  boolean gradients() {
    return gradients;
  }
}
