package dev.centroid.worker.training;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.plan.LayerPlan;

/**
 * A layer with its quantized form.
 *
 * @param plan of the layer
 * @param weight codes and what they stand for
 */
public record LayerWeight(LayerPlan plan, CompressedWeight weight) {}
