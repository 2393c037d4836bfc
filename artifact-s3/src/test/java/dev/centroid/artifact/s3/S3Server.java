package dev.centroid.artifact.s3;

import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real server of S3 with two buckets, on a free port; it keeps its objects in memory. */
public final class S3Server {

  /** Where artifacts go. */
  static final String BUCKET = "artifacts";

  /** Where users put what they have. */
  public static final String MODELS = "models";

  private static final String NAME = "centroid";
  private static final String SECRET = "not a secret";

  private final BlobStoreContext context =
      ContextBuilder.newBuilder("transient-nio2")
          .credentials(NAME, SECRET)
          .build(BlobStoreContext.class);
  private final S3Proxy server;

  /** Starts one. */
  public S3Server() throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, NAME, SECRET)
            .build();
    server.start();
    context.getBlobStore().createContainerInLocation(null, BUCKET);
    context.getBlobStore().createContainerInLocation(null, MODELS);
  }

  S3Client client() {
    return client(SECRET);
  }

  S3Client client(String secret) {
    return ArtifactStores.client()
        .endpointOverride(URI.create(endpoint()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(NAME, secret)))
        .build();
  }

  /** Reads any of its buckets. */
  public S3Objects objects() {
    return new S3Objects(client());
  }

  /** Puts an object into {@link #MODELS}. */
  public void putModel(String key, byte[] content) {
    try (S3Client client = client()) {
      var unused =
          client.putObject(
              request -> request.bucket(MODELS).key(key), RequestBody.fromBytes(content));
    }
  }

  /** What tells a cluster, run by its script, to keep its blobs here. */
  public Map<String, String> environment() {
    return Map.of(
        "ARTIFACTS_S3",
        "s3://" + BUCKET + "/blobs",
        "AWS_ENDPOINT_URL_S3",
        endpoint(),
        "AWS_REGION",
        Region.US_EAST_1.id(),
        "AWS_ACCESS_KEY_ID",
        NAME,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
  }

  private String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** Ends it; what it held is gone. */
  public void stop() throws Exception {
    server.stop();
    context.close();
  }
}
