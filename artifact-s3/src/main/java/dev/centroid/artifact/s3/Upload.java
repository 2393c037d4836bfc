package dev.centroid.artifact.s3;

import dev.centroid.protocol.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Writes blobs as objects that were not there. */
final class Upload {

  /** Large enough for S3's 10,000 parts to hold 160 GB. */
  static final int PART_BYTES = 16 << 20;

  private static final String IF_NONE = "*";
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int MOST_CONFLICTS = 10;

  private final S3Client client;
  private final BucketLocation location;
  private final int partBytes;

  Upload(S3Client client, BucketLocation location, int partBytes) {
    this.client = client;
    this.location = location;
    this.partBytes = partBytes;
  }

  /**
   * Writes a blob unless somebody else has.
   *
   * @param file its content
   * @throws SdkException if the server did not take it; it is not there in parts then
   */
  void of(Digest digest, Path file) throws IOException {
    for (int conflicts = 0; ; conflicts++) {
      try {
        if (Files.size(file) <= partBytes) {
          whole(digest, file);
        } else {
          inParts(digest, file);
        }
        return;
      } catch (S3Exception e) {
        if (e.statusCode() == PRECONDITION_FAILED) {
          return;
        }
        // Somebody else writes it at this moment, and may yet fail.
        if (e.statusCode() != CONFLICT || conflicts == MOST_CONFLICTS) {
          throw e;
        }
      }
    }
  }

  private void whole(Digest digest, Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    client.putObject(
        request ->
            request
                .bucket(location.bucket())
                .key(location.key(digest))
                .contentMD5(checksum(content))
                .ifNoneMatch(IF_NONE),
        RequestBody.fromBytes(content));
  }

  private void inParts(Digest digest, Path file) throws IOException {
    String key = location.key(digest);
    String id =
        client
            .createMultipartUpload(request -> request.bucket(location.bucket()).key(key))
            .uploadId();
    try {
      List<CompletedPart> parts = parts(key, id, file);
      client.completeMultipartUpload(
          request ->
              request
                  .bucket(location.bucket())
                  .key(key)
                  .uploadId(id)
                  .multipartUpload(upload -> upload.parts(parts))
                  .ifNoneMatch(IF_NONE));
    } catch (IOException | RuntimeException e) {
      abort(key, id, e);
      throw e;
    }
  }

  private List<CompletedPart> parts(String key, String id, Path file) throws IOException {
    List<CompletedPart> parts = new ArrayList<>();
    try (InputStream content = Files.newInputStream(file)) {
      for (byte[] part = content.readNBytes(partBytes);
          part.length > 0;
          part = content.readNBytes(partBytes)) {
        int number = parts.size() + 1;
        String checksum = checksum(part);
        String tag =
            client
                .uploadPart(
                    request ->
                        request
                            .bucket(location.bucket())
                            .key(key)
                            .uploadId(id)
                            .partNumber(number)
                            .contentMD5(checksum),
                    RequestBody.fromBytes(part))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      }
    }
    return parts;
  }

  /** What the server compares with what it gets. */
  private static String checksum(byte[] body) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5, but this one lacks it", e);
    }
  }

  private void abort(String key, String id, Exception reason) {
    try {
      client.abortMultipartUpload(
          request -> request.bucket(location.bucket()).key(key).uploadId(id));
    } catch (SdkException e) {
      reason.addSuppressed(e);
    }
  }
}
