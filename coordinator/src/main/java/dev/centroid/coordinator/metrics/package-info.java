/** The coordinator's metrics, all prefixed {@code centroid_}; job ids are never labels. */
@NullMarked
package dev.centroid.coordinator.metrics;

import org.jspecify.annotations.NullMarked;
