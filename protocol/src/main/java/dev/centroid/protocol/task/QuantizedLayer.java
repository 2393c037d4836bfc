package dev.centroid.protocol.task;

import dev.centroid.protocol.artifact.Digest;

/**
 * A layer that has been quantized: its codes, which stay, and its centroids, which train on.
 *
 * @param index the layer's index in the plan
 * @param codes blob of bit-packed codes
 * @param codebook its centroids
 */
public record QuantizedLayer(int index, Digest codes, CodebookRef codebook) {

  /** The same layer with the next version of its centroids. */
  public QuantizedLayer with(CodebookRef next) {
    return new QuantizedLayer(index, codes, next);
  }
}
