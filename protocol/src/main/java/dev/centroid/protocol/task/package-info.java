/**
 * Tasks: one unit of work for a worker each, a pure function of what it names; and their outcomes.
 */
@NullMarked
package dev.centroid.protocol.task;

import org.jspecify.annotations.NullMarked;
