package dev.centroid.coordinator.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What object stores send, as they write it; with fields left out that nobody here reads. */
final class Messages {

  private Messages() {}

  /** Amazon's form. */
  static byte[] ofAmazon(String bucket, String key, String eTag) {
    return """
    {"Records": [{
      "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
      "eventTime": "2026-11-27T09:00:00.000Z", "eventName": "ObjectCreated:Put",
      "s3": {
        "s3SchemaVersion": "1.0", "configurationId": "models",
        "bucket": {"name": "%s", "arn": "arn:aws:s3:::%1$s"},
        "object": {"key": "%s", "size": 14, "eTag": "%s", "sequencer": "0055AED6DCD90281E5"}
      }}]}
    """
        .formatted(bucket, key, eTag)
        .getBytes(UTF_8);
  }

  /** MinIO's form, with a version. */
  static byte[] ofMinio(String bucket, String key, String version) {
    return """
    {"EventName": "s3:ObjectCreated:CompleteMultipartUpload", "Key": "%s/%s",
     "Records": [{
      "eventVersion": "2.0", "eventSource": "minio:s3", "eventName": "s3:ObjectCreated:CompleteMultipartUpload",
      "s3": {
        "bucket": {"name": "%1$s", "ownerIdentity": {"principalId": "minioadmin"}},
        "object": {"key": "%2$s", "versionId": "%s", "sequencer": "17F1A8"}
      },
      "source": {"host": "127.0.0.1"}}]}
    """
        .formatted(bucket, key, version)
        .getBytes(UTF_8);
  }
}
