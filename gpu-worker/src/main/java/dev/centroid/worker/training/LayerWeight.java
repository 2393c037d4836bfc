package dev.centroid.worker.training;

import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.plan.LayerPlan;

/**
 * A layer with its quantized form.
 *
 * @param plan of the layer
 * @param weight codes and centroids
 */
public record LayerWeight(LayerPlan plan, QuantizedWeight weight) {}
