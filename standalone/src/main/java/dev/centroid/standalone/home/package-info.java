/** The directory that all state of the command lives in. */
@NullMarked
package dev.centroid.standalone.home;

import org.jspecify.annotations.NullMarked;
