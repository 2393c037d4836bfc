package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;

/**
 * Re-estimates BatchNorm statistics under the weights that are in the model: forwards in training
 * mode, without gradients.
 */
public final class Recalibration {

  private final TorchEngine engine;
  private final TorchModel model;
  private final TuningData data;
  private final long seed;

  /**
   * @param model with the weights as they will be stored
   * @param seed of the job
   */
  public Recalibration(TorchEngine engine, TorchModel model, TuningData data, long seed) {
    this.engine = engine;
    this.model = model;
    this.data = data;
    this.seed = seed;
  }

  /** One batch. */
  public void step(int number) {
    try (NDManager step = model.newStep()) {
      engine.seed(
          CounterRandom.of(seed, Purpose.ENGINE, Phase.RECALIBRATION.coordinate(), number)
              .nextLong());
      model.forward(data.batch(step, number).inputs(), ForwardMode.STATISTICS);
    }
  }

  /** The state with the new statistics. */
  public byte[] apply(TrainingState state) {
    return state.withBuffers(ModelBuffers.of(model));
  }
}
