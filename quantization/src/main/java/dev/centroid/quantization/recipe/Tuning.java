package dev.centroid.quantization.recipe;

import java.util.Optional;

/**
 * Fine-tuning after each group: centroids of quantized layers, and everything that is still float.
 *
 * @param optimizer one for centroids and float parameters
 * @param centroidRateFactor multiplies the learning rate for centroids, above 0
 * @param scheduleSpan whether the learning rate's course spans all groups or starts again with each
 * @param loss with distillation, the teacher is the float model as it was before any layer was
 *     quantized
 * @param noise over the layers of later groups while they are still float, if any
 */
public record Tuning(
    OptimizerSettings optimizer,
    double centroidRateFactor,
    ScheduleSpan scheduleSpan,
    LossSettings loss,
    Optional<NoiseSettings> noise) {

  /** What the course of the learning rate spans. */
  public enum ScheduleSpan {
    ALL,
    GROUP
  }

  public Tuning {
    Checks.that(centroidRateFactor > 0, "tuning.centroidRateFactor: must be above 0");
  }
}
