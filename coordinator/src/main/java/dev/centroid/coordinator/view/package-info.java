/** Jobs and layers as they are now, in memory, for REST and for those who watch. */
@NullMarked
package dev.centroid.coordinator.view;

import org.jspecify.annotations.NullMarked;
