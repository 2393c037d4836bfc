/**
 * A job as a state machine: pure transitions from a state and an event to the next state, tasks and
 * news. Knows no broker, no clock and no thread.
 */
@NullMarked
package dev.centroid.coordinator.job;

import org.jspecify.annotations.NullMarked;
