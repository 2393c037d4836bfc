/**
 * Quantization of activations: modules of an archive are rewritten so that they quantize their own
 * inputs.
 */
@NullMarked
package dev.centroid.quantization.activation;

import org.jspecify.annotations.NullMarked;
