/** The command as users run it: real processes, a real broker, a real model. */
@NullMarked
package dev.centroid.it;

import org.jspecify.annotations.NullMarked;
