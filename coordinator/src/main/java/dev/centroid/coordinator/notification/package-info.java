/** Objects that appear in a bucket, and the rules by which models among them are compressed. */
@NullMarked
package dev.centroid.coordinator.notification;

import org.jspecify.annotations.NullMarked;
