/** Data files, and the batches of each step of a job. */
@NullMarked
package dev.centroid.worker.data;

import org.jspecify.annotations.NullMarked;
