/** Names, partitions and retention of every topic, and the serdes of their records. */
@NullMarked
package dev.centroid.protocol.topic;

import org.jspecify.annotations.NullMarked;
