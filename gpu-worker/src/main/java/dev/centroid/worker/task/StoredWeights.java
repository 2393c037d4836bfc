package dev.centroid.worker.task;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.packed.CentroidCodec;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings;
import dev.centroid.worker.training.LayerWeight;

/** Quantized weights with their centroids rounded to the type that the packed file stores. */
final class StoredWeights {

  private StoredWeights() {}

  static CompressedWeight of(LayerWeight layer, PackingSettings packing) {
    return layer.weight() instanceof QuantizedWeight weight
        ? weight.withCodebook(
            CentroidCodec.stored(layer.plan().name(), weight.codebook(), packing.centroids()))
        : layer.weight();
  }
}
