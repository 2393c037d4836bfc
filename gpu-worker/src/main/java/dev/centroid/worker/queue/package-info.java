/** Takes tasks from Kafka share groups and tells of them. */
@NullMarked
package dev.centroid.worker.queue;

import org.jspecify.annotations.NullMarked;
