/** A real broker and share-group workers, for tests. */
@NullMarked
package dev.centroid.coordinator.broker;

import org.jspecify.annotations.NullMarked;
