package dev.centroid.worker.training;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.quantization.recipe.OptimizerSettings;
import dev.centroid.worker.training.UpdateRule.Update;
import java.util.ArrayList;
import java.util.List;

/** Changes every slot of a model that trains by its gradient, once a step. */
final class Optimizer {

  /** As in PyTorch's clip_grad_norm_: keeps the quotient finite. */
  private static final double CLIP_EPSILON = 1e-6;

  private final OptimizerSettings settings;
  private final UpdateRule rule;
  private final List<Memory> memories;

  /**
   * @param memories what is remembered of each slot
   */
  Optimizer(OptimizerSettings settings, List<Memory> memories) {
    this.settings = settings;
    this.rule = UpdateRule.of(settings);
    this.memories = List.copyOf(memories);
  }

  /**
   * One update of every slot that trains in a step.
   *
   * @param step owns intermediates
   * @param draw the step's random numbers
   * @param rate the learning rate
   */
  void update(NDManager step, int draw, double rate) {
    List<Memory> trained = memories.stream().filter(memory -> memory.slot().trains(draw)).toList();
    List<PtNDArray> gradients = new ArrayList<>();
    for (Memory memory : trained) {
      gradients.add(memory.slot().gradient(step));
    }
    double scale = clippingScale(gradients);
    for (int i = 0; i < trained.size(); i++) {
      Memory memory = trained.get(i);
      Slot slot = memory.slot();
      rule.update(
          slot.master(),
          gradients.get(i),
          memory.moments(),
          new Update(
              memory.countUpdate(),
              rate * slot.rateFactor(),
              slot.decays() ? settings.weightDecay() : 0,
              scale));
    }
  }

  private double clippingScale(List<PtNDArray> gradients) {
    if (settings.clipNorm() == 0 || gradients.isEmpty()) {
      return 1;
    }
    NDList squares = new NDList();
    gradients.forEach(gradient -> squares.add(gradient.square().sum()));
    double norm = Math.sqrt(NDArrays.stack(squares).sum().getFloat());
    return Math.min(1, settings.clipNorm() / (norm + CLIP_EPSILON));
  }
}
