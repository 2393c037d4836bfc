/** The Kafka Streams topology around the transitions of {@code job}. */
@NullMarked
package dev.centroid.coordinator.stream;

import org.jspecify.annotations.NullMarked;
