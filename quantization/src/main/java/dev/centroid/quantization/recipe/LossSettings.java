package dev.centroid.quantization.recipe;

/**
 * {@code crossEntropy * CE(labels) + distillation * temperature^2 * KL(teacher / temperature ||
 * student / temperature) + squaredError * MSE(teacher, student)}, mean over positions. The last is
 * over logits as they are (Ba, Caruana 2014), mean over classes too.
 *
 * @param crossEntropy weight of the cross-entropy with the labels, at least 0
 * @param distillation weight of the divergence from the teacher's logits, at least 0
 * @param squaredError weight of the mean squared difference to the teacher's logits, at least 0
 * @param temperature softens both distributions, above 0
 */
public record LossSettings(
    double crossEntropy, double distillation, double squaredError, double temperature) {

  public LossSettings {
    Checks.that(crossEntropy >= 0, "loss.crossEntropy: must be at least 0");
    Checks.that(distillation >= 0, "loss.distillation: must be at least 0");
    Checks.that(squaredError >= 0, "loss.squaredError: must be at least 0");
    Checks.that(
        crossEntropy + distillation + squaredError > 0,
        "loss: one of crossEntropy, distillation and squaredError must be above 0");
    Checks.that(temperature > 0, "loss.temperature: must be above 0");
  }

  /** The cross-entropy with the labels alone. */
  public static LossSettings ofLabels() {
    return new LossSettings(1, 0, 0, 1);
  }

  /** Whether labels are needed. */
  public boolean needsLabels() {
    return crossEntropy > 0;
  }

  /** Whether teacher logits are needed. */
  public boolean needsTeacher() {
    return distillation + squaredError > 0;
  }
}
