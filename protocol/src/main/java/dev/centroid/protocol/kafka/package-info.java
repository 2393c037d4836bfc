/** How every client of Kafka is set up, and what its failures mean. */
@NullMarked
package dev.centroid.protocol.kafka;

import org.jspecify.annotations.NullMarked;
