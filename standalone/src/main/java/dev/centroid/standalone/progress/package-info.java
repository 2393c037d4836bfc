/** What a job under way looks like: pure renderers, and displays that show them. */
@NullMarked
package dev.centroid.standalone.progress;

import org.jspecify.annotations.NullMarked;
