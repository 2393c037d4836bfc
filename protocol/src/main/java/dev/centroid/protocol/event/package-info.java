/** What workers tell of their tasks. */
@NullMarked
package dev.centroid.protocol.event;

import org.jspecify.annotations.NullMarked;
