/** What the coordinator knows of jobs, as spans of their traces. */
@NullMarked
package dev.centroid.coordinator.trace;

import org.jspecify.annotations.NullMarked;
