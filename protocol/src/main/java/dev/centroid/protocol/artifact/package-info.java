/** The artifact store: immutable blobs named by their SHA-256. */
@NullMarked
package dev.centroid.protocol.artifact;

import org.jspecify.annotations.NullMarked;
