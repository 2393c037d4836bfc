package dev.centroid.artifact.s3;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Opens the artifact store that a service is configured for. */
public final class ArtifactStores {

  /** What the services take for {@code centroid.artifacts.local-bytes}: 10 GiB. */
  public static final String DEFAULT_LOCAL_BYTES = "10737418240";

  private ArtifactStores() {}

  /**
   * A directory, or a bucket behind a directory. Of S3, endpoint, region and credentials are found
   * where the AWS SDK looks for them, such as {@code AWS_ENDPOINT_URL_S3}, {@code AWS_REGION} and
   * {@code AWS_ACCESS_KEY_ID} of the environment.
   *
   * @param directory that all services share; with S3 one of this process, which holds blobs once
   *     they were fetched
   * @param s3 {@code s3://bucket/prefix}, if blobs are there
   * @param localBytes with S3, the directory holds so much of what is not in use at the moment
   * @throws InvalidInputException if the store cannot be opened with these settings
   */
  public static ArtifactStore open(Path directory, Optional<String> s3, long localBytes) {
    DirectoryArtifactStore local = new DirectoryArtifactStore(directory);
    if (s3.isEmpty()) {
      return local;
    }
    BucketLocation location = BucketLocation.parse(s3.get());
    try {
      return new S3ArtifactStore(client().build(), location, local, localBytes, Upload.PART_BYTES);
    } catch (SdkClientException e) {
      throw new InvalidInputException(
          "the artifact store "
              + location
              + " cannot be opened ("
              + e.getMessage()
              + "); set AWS_REGION, and AWS_ENDPOINT_URL_S3 unless it is Amazon's",
          e);
    }
  }

  /**
   * What any server understands, Amazon's or not: buckets by path, bodies as they are. Checksums of
   * the SDK's own would come in trailers that not all servers know; uploads carry theirs, and what
   * is fetched is compared with its digest.
   */
  static S3ClientBuilder client() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .forcePathStyle(true)
        .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
  }
}
