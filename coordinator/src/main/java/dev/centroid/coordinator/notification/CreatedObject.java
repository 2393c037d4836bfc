package dev.centroid.coordinator.notification;

import dev.centroid.artifact.s3.BucketObject;

/**
 * An object that was put into a bucket.
 *
 * @param object which
 * @param content what tells one content of it from another: its ETag or, without one, its version
 *     or the place of the notification in the order of them
 */
public record CreatedObject(BucketObject object, String content) {}
