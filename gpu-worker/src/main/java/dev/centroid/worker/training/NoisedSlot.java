package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.HostTensor;
import dev.centroid.worker.engine.TorchParameter;

/**
 * A parameter under Quant-Noise (Fan, Stock et al. 2020): the model computes with a noisy copy, the
 * gradient passes straight through to the master, which no noise ever touches.
 */
final class NoisedSlot implements Slot {

  private final CopiedSlot kept;
  private final TorchParameter parameter;
  private final WeightNoise noise;
  private final long firstNoise;
  private final float[] effective;
  private final HostTensor staging;

  /**
   * @param kept holds the master
   * @param parameter that the noisy copy is written to
   * @param phase each has noise of its own
   */
  NoisedSlot(CopiedSlot kept, TorchParameter parameter, WeightNoise noise, Phase phase) {
    this.kept = kept;
    this.parameter = parameter;
    this.noise = noise;
    this.firstNoise = phase.coordinate() << Integer.SIZE;
    this.effective = new float[Math.toIntExact(kept.master().size())];
    this.staging = HostTensor.ofFloats(effective.length);
  }

  @Override
  public String key() {
    return kept.key();
  }

  @Override
  public PtNDArray master() {
    return kept.master();
  }

  @Override
  public void prepare(NDManager step, int draw) {
    noise.apply(firstNoise + draw, master().toFloatArray(), effective);
    staging.floats().put(effective);
    parameter.write(staging.as(step, master().getShape()));
  }

  @Override
  public PtNDArray gradient(NDManager step) {
    return kept.gradient(step);
  }

  @Override
  public void describe(TrainingStateBuilder state) {
    kept.describe(state);
  }
}
