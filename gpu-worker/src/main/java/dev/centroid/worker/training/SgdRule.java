package dev.centroid.worker.training;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/** {@code m <- momentum m + (g + decay w); w <- w - rate m}, as in PyTorch. */
record SgdRule(double momentum) implements UpdateRule {

  @Override
  public List<String> moments() {
    return momentum == 0 ? List.of() : List.of("momentum");
  }

  @Override
  public void update(PtNDArray value, PtNDArray gradient, List<PtNDArray> moments, Update update) {
    JniUtils.sgdUpdate(
        value,
        gradient,
        moments.isEmpty() ? null : moments.get(0),
        (float) update.rate(),
        (float) update.decay(),
        (float) update.gradientScale(),
        -1,
        (float) momentum);
  }
}
