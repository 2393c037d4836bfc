package dev.centroid.worker.task;

import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings;
import dev.centroid.worker.training.LayerWeight;

/** Quantized weights with their centroids rounded to the type that the packed file stores. */
final class StoredWeights {

  private StoredWeights() {}

  static QuantizedWeight of(LayerWeight layer, PackingSettings packing) {
    QuantizedWeight weight = layer.weight();
    return switch (packing.centroids()) {
      case FLOAT32 -> weight;
      case FLOAT16 -> weight.withCodebook(weight.codebook().roundedToFloat16(layer.plan().name()));
    };
  }
}
