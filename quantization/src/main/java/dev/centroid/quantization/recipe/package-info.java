/**
 * The user's recipe: which layers are compressed, in which order, how, and with how much
 * fine-tuning.
 */
@NullMarked
package dev.centroid.quantization.recipe;

import org.jspecify.annotations.NullMarked;
