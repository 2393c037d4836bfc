/** Worker processes as children of this one: their supervision, and what both sides say. */
@NullMarked
package dev.centroid.standalone.child;

import org.jspecify.annotations.NullMarked;
