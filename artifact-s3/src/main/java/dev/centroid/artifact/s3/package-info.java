/** An artifact store in a bucket. */
@NullMarked
package dev.centroid.artifact.s3;

import org.jspecify.annotations.NullMarked;
