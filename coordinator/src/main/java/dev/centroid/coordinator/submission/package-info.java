/** Requests for compression as they come in: JSON and CloudEvents, checked at the edge. */
@NullMarked
package dev.centroid.coordinator.submission;

import org.jspecify.annotations.NullMarked;
