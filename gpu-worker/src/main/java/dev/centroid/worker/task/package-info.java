/** One executor for each kind of task: pure functions of the stores. */
@NullMarked
package dev.centroid.worker.task;

import org.jspecify.annotations.NullMarked;
