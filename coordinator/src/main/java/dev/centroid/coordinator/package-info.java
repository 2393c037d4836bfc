/** The coordinator: owns jobs from the request to the result. */
@NullMarked
package dev.centroid.coordinator;

import org.jspecify.annotations.NullMarked;
