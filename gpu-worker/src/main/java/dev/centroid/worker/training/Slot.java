package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;

/**
 * Something that is trained: a master value, the effective weight that the model computes with
 * instead of it, and the way back of the gradient.
 */
interface Slot {

  /** Names its optimizer state; unique in a model. */
  String key();

  /** What the optimizer changes in place. */
  PtNDArray master();

  /**
   * Writes the effective weight into the model.
   *
   * @param step owns intermediates
   * @param draw the step's random numbers
   */
  void prepare(NDManager step, int draw);

  /**
   * The gradient of the master, after a backward.
   *
   * @param step owns it
   */
  PtNDArray gradient(NDManager step);

  /** Whether it changes in a step that has those random numbers. */
  default boolean trains(int draw) {
    return true;
  }

  /** Multiplies the learning rate. */
  default double rateFactor() {
    return 1;
  }

  /** Whether weight decay applies. */
  default boolean decays() {
    return true;
  }

  /** Adds the master to a state, unless it is kept elsewhere. */
  void describe(TrainingStateBuilder state);
}
