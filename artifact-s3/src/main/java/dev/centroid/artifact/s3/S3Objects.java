package dev.centroid.artifact.s3;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Reads objects of any bucket, such as models that somebody put there. */
public final class S3Objects implements AutoCloseable {

  private final S3Client client;

  S3Objects(S3Client client) {
    this.client = client;
  }

  /**
   * Of the server that the AWS SDK is configured for, as {@link ArtifactStores#open} finds it.
   *
   * @throws InvalidInputException if region or endpoint are missing
   */
  public static S3Objects open() {
    try {
      return new S3Objects(ArtifactStores.client().build());
    } catch (SdkClientException e) {
      throw new InvalidInputException(
          "buckets cannot be read ("
              + e.getMessage()
              + "); set AWS_REGION, and AWS_ENDPOINT_URL_S3 unless it is Amazon's",
          e);
    }
  }

  /**
   * An object's content, which the caller closes.
   *
   * @throws MissingObjectException if there is no such object
   * @throws IOException if it cannot be read now
   */
  public InputStream read(BucketObject object) throws IOException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(object.bucket()).key(object.key());
    object.version().ifPresent(request::versionId);
    try {
      return client.getObject(request.build());
    } catch (NoSuchKeyException | NoSuchBucketException e) {
      throw new MissingObjectException(object, e);
    } catch (SdkException e) {
      throw new IOException(
          object
              + " cannot be read ("
              + e.getMessage()
              + "); check that the server is up, and that the credentials may read the bucket",
          e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
