/** The {@code centroid} command: every part of the system in one JVM, with an embedded broker. */
@NullMarked
package dev.centroid.standalone;

import org.jspecify.annotations.NullMarked;
