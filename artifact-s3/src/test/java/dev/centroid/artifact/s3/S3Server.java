package dev.centroid.artifact.s3;

import java.net.URI;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A real server of S3 on a free port, that keeps its objects in memory. */
final class S3Server {

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
  }

  S3Client client() {
    return client(SECRET);
  }

  S3Client client(String secret) {
    return ArtifactStores.client()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.getPort()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(NAME, secret)))
        .build();
  }

  void stop() throws Exception {
    server.stop();
    context.close();
  }
}
