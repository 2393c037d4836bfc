package dev.centroid.worker.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.recipe.LossSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Losses over logits, as scalars that gradients flow back from. */
public final class Losses {

  private static final int CLASSES = 1;

  private Losses() {}

  /**
   * One row of logits for each position.
   *
   * @param logits {@code [positions, classes]} or {@code [examples, T, classes]}
   * @return {@code [positions, classes]}
   */
  public static NDArray rows(NDArray logits) {
    Shape shape = logits.getShape();
    return logits.reshape(-1, shape.get(shape.dimension() - 1));
  }

  /**
   * The weighted sum of {@link LossSettings}, mean over positions.
   *
   * @param logits {@code [positions, classes]}
   * @param labels {@code [positions]}, int64; present when the settings need them
   * @param teacher {@code [positions, classes]}; present when the settings need it
   */
  static NDArray of(
      LossSettings settings, NDArray logits, Optional<NDArray> labels, Optional<NDArray> teacher) {
    List<NDArray> terms = new ArrayList<>();
    if (settings.crossEntropy() > 0) {
      terms.add(times(crossEntropy(logits, labels.orElseThrow()), settings.crossEntropy()));
    }
    if (settings.distillation() > 0) {
      terms.add(distillation(settings, logits, teacher.orElseThrow()));
    }
    if (settings.squaredError() > 0) {
      terms.add(times(logits.sub(teacher.orElseThrow()).square().mean(), settings.squaredError()));
    }
    return terms.stream().reduce(NDArray::add).orElseThrow();
  }

  /**
   * Mean of the negative log-likelihood.
   *
   * @param logits {@code [positions, classes]}
   * @param labels {@code [positions]}, int64
   */
  public static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return logits.logSoftmax(CLASSES).gather(labels.expandDims(CLASSES), CLASSES).mean().neg();
  }

  /** Hinton, Vinyals, Dean 2015: T^2 keeps the gradient's size when T changes. */
  private static NDArray distillation(LossSettings settings, NDArray logits, NDArray teacher) {
    double cooling = 1 / settings.temperature();
    NDArray expected = times(teacher, cooling).logSoftmax(CLASSES);
    NDArray actual = times(logits, cooling).logSoftmax(CLASSES);
    double scale =
        settings.distillation()
            * settings.temperature()
            * settings.temperature()
            / logits.getShape().get(0);
    return times(expected.exp().mul(expected.sub(actual)).sum(), scale);
  }

  /**
   * The product with a constant in memory of libtorch's own. DJL's operators that take a number
   * make its tensor over a buffer of Java's, which a garbage collection may free while the backward
   * pass has yet to read it.
   */
  private static NDArray times(NDArray factor, double constant) {
    return factor.mul(
        factor.getManager().full(new Shape(), (float) constant, factor.getDataType()));
  }
}
