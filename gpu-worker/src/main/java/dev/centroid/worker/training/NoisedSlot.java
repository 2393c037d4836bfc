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

  private final TorchParameter parameter;
  private final PtNDArray master;
  private final WeightNoise noise;
  private final long firstNoise;
  private final float[] effective;
  private final HostTensor staging;

  /**
   * @param manager owns the master, which starts as the parameter's value
   * @param phase each has noise of its own
   */
  NoisedSlot(NDManager manager, TorchParameter parameter, WeightNoise noise, Phase phase) {
    this.parameter = parameter;
    this.noise = noise;
    this.firstNoise = phase.coordinate() << Integer.SIZE;
    this.master = (PtNDArray) parameter.value().duplicate();
    this.master.attach(manager);
    this.effective = new float[Math.toIntExact(master.size())];
    this.staging = HostTensor.ofFloats(effective.length);
  }

  @Override
  public String key() {
    return parameter.path();
  }

  @Override
  public PtNDArray master() {
    return master;
  }

  @Override
  public void prepare(NDManager step, int number) {
    noise.apply(firstNoise + number, master.toFloatArray(), effective);
    staging.floats().put(effective);
    parameter.write(staging.as(step, master.getShape()));
  }

  @Override
  public PtNDArray gradient(NDManager step) {
    return parameter.gradient(step);
  }

  @Override
  public void describe(TrainingStateBuilder state) {
    state.parameter(parameter.path(), master);
  }
}
