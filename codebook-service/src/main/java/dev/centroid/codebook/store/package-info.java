/** Versioned codebooks in Infinispan, written through to the artifact store. */
@NullMarked
package dev.centroid.codebook.store;

import org.jspecify.annotations.NullMarked;
