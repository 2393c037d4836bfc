package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Gives the logits to distil from. */
public interface Teacher {

  /**
   * The logits for a step's batch.
   *
   * @param step owns them
   * @param number of the step in its phase
   * @param inputs the step's batch
   * @return {@code [positions, classes]}
   */
  NDArray logits(NDManager step, int number, NDArray inputs);
}
