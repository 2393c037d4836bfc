package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.worker.engine.HostTensor;
import dev.centroid.worker.engine.TorchParameter;

/**
 * A quantized parameter: codes are frozen, centroids are the master, and their gradient is the mean
 * over their blocks.
 */
final class CentroidSlot implements Slot {

  private static final String KEY = "centroids/";

  private final String layer;
  private final TorchParameter parameter;
  private final QuantizedWeight start;
  private final double rateFactor;
  private final PtNDArray master;
  private final float[] effective;
  private final HostTensor staging;
  private final HostTensor gradientStaging;

  /**
   * @param manager owns the centroids
   * @param start codes, and the centroids to go on from
   */
  CentroidSlot(
      NDManager manager,
      String layer,
      TorchParameter parameter,
      QuantizedWeight start,
      double rateFactor) {
    this.layer = layer;
    this.parameter = parameter;
    this.start = start;
    this.rateFactor = rateFactor;
    Codebook codebook = start.codebook();
    this.gradientStaging = HostTensor.ofFloats(codebook.centroids().length);
    this.gradientStaging.floats().put(codebook.centroids());
    this.master =
        (PtNDArray)
            gradientStaging
                .as(manager, new Shape(codebook.size(), codebook.blockSize()))
                .duplicate();
    this.effective = new float[Math.toIntExact(parameter.value().size())];
    this.staging = HostTensor.ofFloats(effective.length);
  }

  /** The layer's name. */
  String layer() {
    return layer;
  }

  /** The centroids as they are now. */
  Codebook codebook() {
    return new Codebook(start.codebook().blockSize(), master.toFloatArray());
  }

  /** By how much the centroids have changed since the start. */
  Codebook delta() {
    float[] change = master.toFloatArray();
    float[] from = start.codebook().centroids();
    for (int i = 0; i < change.length; i++) {
      change[i] -= from[i];
    }
    return new Codebook(start.codebook().blockSize(), change);
  }

  @Override
  public String key() {
    return KEY + layer;
  }

  @Override
  public PtNDArray master() {
    return master;
  }

  @Override
  public void prepare(NDManager step, int draw) {
    start.withCodebook(codebook()).decodeInto(effective);
    staging.floats().put(effective);
    parameter.write(staging.as(step, parameter.value().getShape()));
  }

  @Override
  public PtNDArray gradient(NDManager step) {
    float[] mean = start.centroidGradient(parameter.gradient(step).toFloatArray());
    gradientStaging.floats().put(mean);
    return (PtNDArray) gradientStaging.as(step, master.getShape());
  }

  @Override
  public double rateFactor() {
    return rateFactor;
  }

  @Override
  public boolean decays() {
    return false;
  }

  @Override
  public void describe(TrainingStateBuilder state) {
    // Centroids are kept by the codebook service.
  }
}
