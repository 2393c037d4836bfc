/** What crosses a process boundary. */
@NullMarked
package dev.centroid.protocol;

import org.jspecify.annotations.NullMarked;
