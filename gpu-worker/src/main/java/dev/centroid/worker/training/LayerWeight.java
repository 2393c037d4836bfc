package dev.centroid.worker.training;

import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.product.QuantizedWeight;

/**
 * A layer with its quantized form.
 *
 * @param plan of the layer
 * @param weight codes and centroids
 */
public record LayerWeight(LayerPlan plan, QuantizedWeight weight) {}
