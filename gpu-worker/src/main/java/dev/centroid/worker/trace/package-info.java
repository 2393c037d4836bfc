/** What a worker does with a task, as spans of its job's trace. */
@NullMarked
package dev.centroid.worker.trace;

import org.jspecify.annotations.NullMarked;
