package dev.centroid.worker.training;

import dev.centroid.quantization.plan.LayerPlan;
import java.util.List;
import java.util.Set;

/**
 * The layers of a model that are compressed, now or later, or left out.
 *
 * @param quantized those that are quantized already, with the centroids to go on from
 * @param pending those still float
 * @param nearest the quantized form of those still float, for phi_PQ; else empty
 * @param layerDrop which branches are left out of which steps
 * @param removed paths of the parameters that are zero for good and do not train
 */
public record TuningLayers(
    List<LayerWeight> quantized,
    List<LayerPlan> pending,
    List<LayerWeight> nearest,
    LayerDrop layerDrop,
    Set<String> removed) {

  /** The layers of a model that keeps all its branches. */
  public TuningLayers(
      List<LayerWeight> quantized, List<LayerPlan> pending, List<LayerWeight> nearest) {
    this(quantized, pending, nearest, LayerDrop.NONE, Set.of());
  }

  public TuningLayers {
    quantized = List.copyOf(quantized);
    pending = List.copyOf(pending);
    nearest = List.copyOf(nearest);
    removed = Set.copyOf(removed);
  }
}
