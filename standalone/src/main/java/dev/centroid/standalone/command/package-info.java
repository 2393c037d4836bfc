/** The subcommands of {@code centroid}. */
@NullMarked
package dev.centroid.standalone.command;

import org.jspecify.annotations.NullMarked;
