package dev.centroid.quantization.plan;

import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.recipe.PackingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a plan stores in the packed file: one source for the size predicted and the file written.
 */
public final class PackedEntries {

  private PackedEntries() {}

  /**
   * @param plan made from these tensors
   * @param tensors in the model's order
   * @return one entry a tensor, in the model's order
   */
  public static List<PackedEntry> of(
      Plan plan, List<ModelTensor> tensors, PackingSettings packing) {
    return of(plan.layers(), tensors, packing);
  }

  static List<PackedEntry> of(
      List<LayerPlan> layers, List<ModelTensor> tensors, PackingSettings packing) {
    if (layers.size() != tensors.size()) {
      throw new IllegalArgumentException(
          "%d entries of a plan for %d tensors".formatted(layers.size(), tensors.size()));
    }
    List<PackedEntry> entries = new ArrayList<>();
    for (int index = 0; index < layers.size(); index++) {
      entries.add(entry(layers.get(index), tensors.get(index), packing));
    }
    return entries;
  }

  private static PackedEntry entry(LayerPlan layer, ModelTensor tensor, PackingSettings packing) {
    Optional<Quantization> quantization = layer.quantization();
    if (quantization.isPresent()) {
      return new PackedEntry.Compressed(
          tensor.info(),
          quantization.get().blockSize(),
          quantization.get().centroids(),
          packing.centroids());
    }
    return layer
        .tiedTo()
        .<PackedEntry>map(target -> new PackedEntry.Tied(tensor.info(), target))
        .orElseGet(() -> new PackedEntry.Kept(tensor.info()));
  }
}
