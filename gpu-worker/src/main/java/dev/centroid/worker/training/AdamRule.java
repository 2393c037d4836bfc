package dev.centroid.worker.training;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * Adam (Kingma, Ba 2015) with bias correction, and AdamW (Loshchilov, Hutter 2019), with PyTorch's
 * usual constants.
 *
 * @param decoupled whether the weight decay acts on the value itself, not on the gradient
 */
record AdamRule(boolean decoupled) implements UpdateRule {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  @Override
  public List<String> moments() {
    return List.of("mean", "variance");
  }

  @Override
  public void update(PtNDArray value, PtNDArray gradient, List<PtNDArray> moments, Update update) {
    // The native step divides by sqrt(variance) + epsilon without bias correction; scaling rate and
    // epsilon by the corrections makes it equal to the usual form.
    double correction1 = 1 - StrictMath.pow(BETA_1, update.number());
    double root2 = Math.sqrt(1 - StrictMath.pow(BETA_2, update.number()));
    JniUtils.adamUpdate(
        value,
        gradient,
        moments.get(0),
        moments.get(1),
        (float) update.rate(),
        (float) (update.rate() * root2 / correction1),
        (float) update.decay(),
        (float) update.gradientScale(),
        -1,
        (float) BETA_1,
        (float) BETA_2,
        (float) (EPSILON * root2),
        decoupled);
  }
}
