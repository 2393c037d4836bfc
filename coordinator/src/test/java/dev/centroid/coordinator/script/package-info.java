/** A worker that answers every task with made-up outcomes, for tests. */
@NullMarked
package dev.centroid.coordinator.script;

import org.jspecify.annotations.NullMarked;
