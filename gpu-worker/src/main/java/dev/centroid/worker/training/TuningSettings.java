package dev.centroid.worker.training;

import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.quantization.recipe.NoiseSettings;
import dev.centroid.quantization.recipe.OptimizerSettings;
import dev.centroid.worker.data.Phase;
import java.util.Optional;

/**
 * How one stretch of fine-tuning goes.
 *
 * @param phase its batches and random numbers
 * @param shard whose batches and random numbers
 * @param group the group that it follows; -1 in the float phase
 * @param optimizer how values change
 * @param centroidRateFactor multiplies the learning rate of centroids
 * @param loss what is minimised
 * @param noise over the layers that are still float but will be quantized, if any
 * @param scheduleStart step of the phase at which the learning rate's course begins
 * @param scheduleSteps length of that course
 */
public record TuningSettings(
    Phase phase,
    Shard shard,
    int group,
    OptimizerSettings optimizer,
    double centroidRateFactor,
    LossSettings loss,
    Optional<NoiseSettings> noise,
    int scheduleStart,
    int scheduleSteps) {

  /** The learning rate of a step of the phase. */
  double rateAt(int step) {
    return optimizer.rateAt(step - scheduleStart, scheduleSteps);
  }
}
