/**
 * Checkpoints without code: safetensors files that are compressed as they are, without data and
 * without running the model, one tensor after another.
 */
@NullMarked
package dev.centroid.quantization.checkpoint;

import org.jspecify.annotations.NullMarked;
