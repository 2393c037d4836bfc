/** The packed model file: bit-packed codes, centroids and the remaining tensors. */
@NullMarked
package dev.centroid.quantization.packed;

import org.jspecify.annotations.NullMarked;
