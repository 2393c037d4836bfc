package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.worker.engine.TorchParameter;
import java.util.function.IntPredicate;

/**
 * A parameter of a branch that is left out of some steps. In those it does not train, and if it
 * decides what the branch adds, the model computes with zeros instead.
 */
final class DroppedSlot implements Slot {

  private final Slot kept;
  private final TorchParameter parameter;
  private final boolean output;
  private final IntPredicate dropped;

  /**
   * @param kept how the parameter trains in the other steps; for an output, with a master of its
   *     own
   * @param output whether the parameter decides what the branch adds
   * @param dropped tells for a step whether the branch is left out
   */
  DroppedSlot(Slot kept, TorchParameter parameter, boolean output, IntPredicate dropped) {
    this.kept = kept;
    this.parameter = parameter;
    this.output = output;
    this.dropped = dropped;
  }

  @Override
  public String key() {
    return kept.key();
  }

  @Override
  public PtNDArray master() {
    return kept.master();
  }

  @Override
  public void prepare(NDManager step, int draw) {
    if (output && dropped.test(draw)) {
      parameter.write(step.zeros(parameter.value().getShape(), parameter.value().getDataType()));
    } else {
      kept.prepare(step, draw);
    }
  }

  @Override
  public boolean trains(int draw) {
    return !dropped.test(draw);
  }

  @Override
  public PtNDArray gradient(NDManager step) {
    return kept.gradient(step);
  }

  @Override
  public double rateFactor() {
    return kept.rateFactor();
  }

  @Override
  public boolean decays() {
    return kept.decays();
  }

  @Override
  public void describe(TrainingStateBuilder state) {
    kept.describe(state);
  }
}
