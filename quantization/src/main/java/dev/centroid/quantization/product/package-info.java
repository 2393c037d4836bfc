/** Product quantization: blocks, codebooks, k-means, Quant-Noise and the gradients of centroids. */
@NullMarked
package dev.centroid.quantization.product;

import org.jspecify.annotations.NullMarked;
