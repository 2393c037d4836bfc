package dev.centroid.worker.training;

import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.quantization.recipe.OptimizerSettings;
import java.util.List;

/** How an optimizer changes a value in place by its gradient. */
interface UpdateRule {

  /** Names of what it remembers of each value, each of the value's shape and 0 at first. */
  List<String> moments();

  /**
   * Changes the value and its moments.
   *
   * @param moments in the order of {@link #moments()}
   */
  void update(PtNDArray value, PtNDArray gradient, List<PtNDArray> moments, Update update);

  /**
   * @param number of this update of the value, from 1
   * @param rate the learning rate
   * @param decay the weight decay
   * @param gradientScale multiplies the gradient first
   */
  record Update(int number, double rate, double decay, double gradientScale) {}

  /** The rule that a recipe asks for. */
  static UpdateRule of(OptimizerSettings settings) {
    return switch (settings.kind()) {
      case SGD -> new SgdRule(settings.momentum());
      case ADAM -> new AdamRule(false);
      case ADAMW -> new AdamRule(true);
    };
  }
}
