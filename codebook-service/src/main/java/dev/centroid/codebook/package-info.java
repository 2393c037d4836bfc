/** The codebook service: {@code store} is its core, {@code service} the Quarkus shell around it. */
@NullMarked
package dev.centroid.codebook;

import org.jspecify.annotations.NullMarked;
