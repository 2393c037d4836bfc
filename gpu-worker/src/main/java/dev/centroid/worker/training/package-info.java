/** Fine-tuning: losses, optimizers, weight transforms, and the state between slices. */
@NullMarked
package dev.centroid.worker.training;

import org.jspecify.annotations.NullMarked;
