/** Who may call REST. */
@NullMarked
package dev.centroid.coordinator.access;

import org.jspecify.annotations.NullMarked;
