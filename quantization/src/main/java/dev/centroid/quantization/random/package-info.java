/** Counter-based randomness: every draw is a pure function of a seed, a purpose and coordinates. */
@NullMarked
package dev.centroid.quantization.random;

import org.jspecify.annotations.NullMarked;
