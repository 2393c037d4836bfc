/**
 * Scalar quantization (paper section 3.1): each entry of a weight on an affine grid of 2^N values.
 */
@NullMarked
package dev.centroid.quantization.scalar;

import org.jspecify.annotations.NullMarked;
