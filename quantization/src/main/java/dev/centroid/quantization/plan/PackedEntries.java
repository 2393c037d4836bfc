package dev.centroid.quantization.plan;

import dev.centroid.quantization.packed.CompressedEntry;
import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.recipe.PackingSettings;
import dev.centroid.quantization.recipe.PackingSettings.RestType;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.safetensors.DType;
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
    return switch (layer.status()) {
      case COMPRESSED -> compressed(tensor, layer.quantization().orElseThrow(), packing);
      case TIED -> new PackedEntry.Tied(tensor.info(), layer.tiedTo().orElseThrow());
      case FILLED -> new PackedEntry.Filled(tensor.info(), layer.fill().orElseThrow());
      case REMOVED -> new PackedEntry.Filled(tensor.info(), 0);
      case KEPT -> kept(tensor, packing);
    };
  }

  static PackedEntry compressed(
      ModelTensor tensor, Quantization quantization, PackingSettings packing) {
    if (quantization instanceof Quantization.Product product) {
      return new CompressedEntry.Product(
          tensor.info(),
          product.blockSize(),
          product.centroids(),
          packing.centroids(),
          product.permuted(),
          Optional.empty());
    }
    ScalarScheme scheme = ((Quantization.Scalar) quantization).scheme();
    return new CompressedEntry.Scalar(tensor.info(), scheme.bits(), scheme.per(), Optional.empty());
  }

  static PackedEntry kept(ModelTensor tensor, PackingSettings packing) {
    boolean rounded =
        packing.rest() == RestType.FLOAT16 && tensor.parameter() && tensor.dtype() == DType.F32;
    return new PackedEntry.Kept(tensor.info(), rounded ? DType.F16 : tensor.dtype());
  }
}
