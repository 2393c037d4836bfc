package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;

/** Refuses weights that no codebook could stand for. */
public final class FiniteWeights {

  private FiniteWeights() {}

  /**
   * @param values of the layer's tensor
   * @throws InvalidInputException naming the layer, the index and the value of the first that is
   *     not finite
   */
  public static void require(LayerPlan layer, float[] values) {
    for (int index = 0; index < values.length; index++) {
      if (!Float.isFinite(values[index])) {
        throw new InvalidInputException(
            ("layer %s: %s holds %s at index %d; the model is damaged or its training diverged, so"
                    + " give another one")
                .formatted(layer.name(), layer.tensor(), values[index], index));
      }
    }
  }
}
