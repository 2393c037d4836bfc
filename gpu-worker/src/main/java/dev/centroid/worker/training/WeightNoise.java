package dev.centroid.worker.training;

/** The noise of one layer. */
@FunctionalInterface
interface WeightNoise {

  /**
   * Writes the effective weight of a step.
   *
   * @param step another one has other noise
   * @param master only read
   * @param effective receives the weight for the forward pass
   */
  void apply(long step, float[] master, float[] effective);
}
