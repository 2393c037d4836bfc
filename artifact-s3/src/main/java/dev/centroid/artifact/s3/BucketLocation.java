package dev.centroid.artifact.s3;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where blobs are in S3.
 *
 * @param bucket its name
 * @param prefix of the keys; empty, or ends with {@code /}
 */
record BucketLocation(String bucket, String prefix) {

  private static final Pattern FORM =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([\\w!.*'()/-]*))?");

  /**
   * @param uri {@code s3://bucket} or {@code s3://bucket/prefix}
   * @throws InvalidInputException if it has another form
   */
  static BucketLocation parse(String uri) {
    Matcher matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "the artifact store " + Printable.quoted(uri) + " is not of the form s3://bucket/prefix");
    }
    String path = matcher.group(2) == null ? "" : matcher.group(2);
    return new BucketLocation(
        matcher.group(1), path.isEmpty() || path.endsWith("/") ? path : path + "/");
  }

  String key(Digest digest) {
    return prefix + digest.hex();
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
