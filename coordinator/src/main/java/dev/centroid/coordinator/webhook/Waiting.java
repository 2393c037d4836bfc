package dev.centroid.coordinator.webhook;

import java.time.Instant;

/**
 * An event that is to be tried again; those after it in its partition, of the same job maybe, wait
 * with it.
 *
 * @param tries so far
 * @param due when it is tried again
 * @param happenedAt when the event happened
 */
record Waiting(int tries, Instant due, Instant happenedAt) {}
