/** The codebook service as its callers see it. */
@NullMarked
package dev.centroid.protocol.codebook;

import org.jspecify.annotations.NullMarked;
