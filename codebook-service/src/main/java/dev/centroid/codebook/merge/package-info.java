/** What data-parallel shards make of a layer's centroids together. */
@NullMarked
package dev.centroid.codebook.merge;

import org.jspecify.annotations.NullMarked;
