package dev.centroid.quantization.recipe;

/**
 * An optimizer and the course of its learning rate.
 *
 * @param kind the update rule
 * @param learningRate the rate at the first step, above 0
 * @param schedule how the rate goes on
 * @param momentum of SGD, in [0, 1); unused by the Adams
 * @param weightDecay at least 0; L2 in SGD and Adam, decoupled in AdamW; not applied to centroids
 * @param clipNorm largest norm of the whole gradient; 0 for no clipping
 */
public record OptimizerSettings(
    Kind kind,
    double learningRate,
    Schedule schedule,
    double momentum,
    double weightDecay,
    double clipNorm) {

  /** Update rules. */
  public enum Kind {
    SGD,
    ADAM,
    ADAMW
  }

  /** Courses of the learning rate over the steps of a phase. */
  public enum Schedule {
    CONSTANT,
    LINEAR,
    COSINE
  }

  public OptimizerSettings {
    Checks.that(learningRate > 0 && Double.isFinite(learningRate), "learningRate: must be above 0");
    Checks.that(momentum >= 0 && momentum < 1, "momentum: must be at least 0 and below 1");
    Checks.between("weightDecay", weightDecay, 0, 1);
    Checks.that(clipNorm >= 0 && Double.isFinite(clipNorm), "clipNorm: must be at least 0");
  }

  /**
   * The learning rate of a step.
   *
   * @param step from 0
   * @param totalSteps of the whole phase, above {@code step}
   */
  public double rateAt(int step, int totalSteps) {
    double done = (double) step / totalSteps;
    double factor =
        switch (schedule) {
          case CONSTANT -> 1;
          case LINEAR -> 1 - done;
          case COSINE -> 0.5 * (1 + StrictMath.cos(StrictMath.PI * done));
        };
    return learningRate * factor;
  }
}
