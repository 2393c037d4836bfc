package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.worker.engine.TorchParameter;

/**
 * A parameter whose master is kept beside the model, so that the model's own can be overwritten.
 */
final class CopiedSlot implements Slot {

  private final TorchParameter parameter;
  private final PtNDArray master;

  /**
   * @param manager owns the master, which starts as the parameter's value
   */
  CopiedSlot(NDManager manager, TorchParameter parameter) {
    this.parameter = parameter;
    this.master = (PtNDArray) parameter.value().duplicate();
    this.master.attach(manager);
  }

  @Override
  public String key() {
    return parameter.path();
  }

  @Override
  public PtNDArray master() {
    return master;
  }

  @Override
  public void prepare(NDManager step, int draw) {
    parameter.write(master);
  }

  @Override
  public PtNDArray gradient(NDManager step) {
    return parameter.gradient(step);
  }

  @Override
  public void describe(TrainingStateBuilder state) {
    state.parameter(parameter.path(), master);
  }
}
