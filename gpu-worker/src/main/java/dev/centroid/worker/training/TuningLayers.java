package dev.centroid.worker.training;

import dev.centroid.quantization.plan.LayerPlan;
import java.util.List;

/**
 * The layers of a model that are compressed, now or later.
 *
 * @param quantized those that are quantized already, with the centroids to go on from
 * @param pending those still float
 * @param nearest the quantized form of those still float, for phi_PQ; else empty
 */
public record TuningLayers(
    List<LayerWeight> quantized, List<LayerPlan> pending, List<LayerWeight> nearest) {

  public TuningLayers {
    quantized = List.copyOf(quantized);
    pending = List.copyOf(pending);
    nearest = List.copyOf(nearest);
  }
}
