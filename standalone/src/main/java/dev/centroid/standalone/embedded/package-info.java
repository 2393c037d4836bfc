/** Every service of the system in this JVM, and workers as child processes. */
@NullMarked
package dev.centroid.standalone.embedded;

import org.jspecify.annotations.NullMarked;
