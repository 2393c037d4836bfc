package dev.centroid.quantization.recipe;

import java.util.Optional;

/**
 * Fine-tuning of the float model before any layer is quantized.
 *
 * @param steps at least 1
 * @param optimizer works on every float parameter
 * @param loss against the labels only: there is no teacher yet
 * @param noise over the layers that will be quantized, if any
 * @param recalibrationBatches training-mode forwards without gradient and noise after the last
 *     step, which re-estimate BatchNorm statistics; 0 leaves the statistics as the steps left them
 */
public record FloatTuning(
    int steps,
    OptimizerSettings optimizer,
    LossSettings loss,
    Optional<NoiseSettings> noise,
    int recalibrationBatches) {

  public FloatTuning {
    Checks.atLeast("floatTuning.steps", steps, 1);
    Checks.atLeast("floatTuning.recalibrationBatches", recalibrationBatches, 0);
    Checks.that(
        !loss.needsTeacher(),
        "floatTuning.loss: there is no teacher before tuning; use crossEntropy here; distillation"
            + " and squaredError belong in tuning.loss");
  }
}
