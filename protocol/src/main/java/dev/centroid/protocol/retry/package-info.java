/** When something that failed is tried again. */
@NullMarked
package dev.centroid.protocol.retry;

import org.jspecify.annotations.NullMarked;
