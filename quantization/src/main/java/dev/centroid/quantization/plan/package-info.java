/**
 * What a recipe will do to a model: every layer compressed or kept, and the exact size of the
 * result.
 */
@NullMarked
package dev.centroid.quantization.plan;

import org.jspecify.annotations.NullMarked;
