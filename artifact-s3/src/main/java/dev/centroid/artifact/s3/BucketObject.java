package dev.centroid.artifact.s3;

import java.util.Optional;

/**
 * An object in a bucket.
 *
 * @param bucket its bucket's name
 * @param key its name there
 * @param version which of its versions; the latest if there is none
 */
public record BucketObject(String bucket, String key, Optional<String> version) {

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key + version.map(id -> "?versionId=" + id).orElse("");
  }
}
