package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.worker.engine.TorchParameter;

/** A parameter as it is: the model's own tensor is the master. */
record FloatSlot(TorchParameter parameter) implements Slot {

  @Override
  public String key() {
    return parameter.path();
  }

  @Override
  public PtNDArray master() {
    return parameter.value();
  }

  @Override
  public void prepare(NDManager step, int number) {
    // The model computes with the master itself, and where it is shared, with its copies.
    parameter.spread();
  }

  @Override
  public PtNDArray gradient(NDManager step) {
    return parameter.gradient(step);
  }

  @Override
  public void describe(TrainingStateBuilder state) {
    state.parameter(parameter.path(), parameter.value());
  }
}
