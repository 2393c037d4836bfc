/** REST and server-sent events. */
@NullMarked
package dev.centroid.coordinator.api;

import org.jspecify.annotations.NullMarked;
