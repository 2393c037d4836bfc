package dev.centroid.quantization.recipe;

/**
 * Re-estimation of BatchNorm statistics under the quantized weights.
 *
 * @param recalibrationBatches training-mode forwards without gradient; 0 leaves the statistics as
 *     fine-tuning left them
 */
public record BatchNormSettings(int recalibrationBatches) {

  public BatchNormSettings {
    Checks.atLeast("batchNorm.recalibrationBatches", recalibrationBatches, 0);
  }
}
