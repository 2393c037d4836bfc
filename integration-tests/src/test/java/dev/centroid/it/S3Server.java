package dev.centroid.it;

import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/** A real server of S3 with one bucket, on a free port; it keeps its objects in memory. */
final class S3Server {

  private static final String BUCKET = "artifacts";
  private static final String NAME = "centroid";
  private static final String SECRET = "not a secret";

  private final BlobStoreContext context =
      ContextBuilder.newBuilder("transient-nio2")
          .credentials(NAME, SECRET)
          .build(BlobStoreContext.class);
  private final S3Proxy server;

  S3Server() throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, NAME, SECRET)
            .build();
    server.start();
    context.getBlobStore().createContainerInLocation(null, BUCKET);
  }

  /** What tells a cluster to keep its blobs here. */
  Map<String, String> environment() {
    return Map.of(
        "ARTIFACTS_S3",
        "s3://" + BUCKET + "/blobs",
        "AWS_ENDPOINT_URL_S3",
        "http://127.0.0.1:" + server.getPort(),
        "AWS_REGION",
        "us-east-1",
        "AWS_ACCESS_KEY_ID",
        NAME,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
  }

  void stop() throws Exception {
    server.stop();
    context.close();
  }
}
