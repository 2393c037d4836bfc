/** What workers are told of tasks that nobody waits for any more. */
@NullMarked
package dev.centroid.protocol.control;

import org.jspecify.annotations.NullMarked;
