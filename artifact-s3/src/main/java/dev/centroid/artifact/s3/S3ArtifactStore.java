package dev.centroid.artifact.s3;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.CorruptArtifactException;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.MissingArtifactException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * An artifact store in a bucket. Each blob is an object named by its digest, that is written once,
 * whole or not at all, by a conditional put: of several that write it at once, one does. Blobs go
 * through a local directory, where they are looked for first and the most recently used ones stay:
 * consecutive tasks of a job fetch nothing twice. A file that was handed out stays at least until
 * another blob is used, and as long as somebody has it open. What is fetched is verified against
 * its digest.
 */
final class S3ArtifactStore implements ArtifactStore {

  private final S3Client client;
  private final BucketLocation location;
  private final DirectoryArtifactStore local;
  private final LocalBlobs kept;
  private final Upload upload;

  /**
   * @param localBytes the local directory holds so much of what is not in use at the moment
   * @param partBytes blobs of more are uploaded in parts of so many; S3 asks for 5 MiB or more
   */
  S3ArtifactStore(
      S3Client client,
      BucketLocation location,
      DirectoryArtifactStore local,
      long localBytes,
      int partBytes) {
    this.client = client;
    this.location = location;
    this.local = local;
    this.kept = new LocalBlobs(local, localBytes);
    this.upload = new Upload(client, location, partBytes);
  }

  @Override
  public Digest put(byte[] content) throws IOException {
    return publish(local.put(content));
  }

  @Override
  public Digest put(Path file) throws IOException {
    return publish(local.put(file));
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    return publish(local.put(content));
  }

  @Override
  public Path file(Digest digest) throws IOException {
    return kept.using(digest, () -> present(digest));
  }

  @Override
  public byte[] read(Digest digest) throws IOException {
    return kept.using(
        digest,
        () -> {
          Path unused = present(digest);
          return local.read(digest);
        });
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    try {
      client.headObject(request -> request.bucket(location.bucket()).key(location.key(digest)));
      return true;
    } catch (NoSuchKeyException absent) {
      return false;
    } catch (SdkException e) {
      throw failure("asked for the blob " + digest, e);
    }
  }

  /** Where the store is. */
  @Override
  public String toString() {
    return location.toString();
  }

  private Path present(Digest digest) throws IOException {
    try {
      return local.file(digest);
    } catch (MissingArtifactException | CorruptArtifactException absent) {
      fetch(digest);
      return local.file(digest);
    }
  }

  private Digest publish(Digest digest) throws IOException {
    return kept.using(
        digest,
        () -> {
          if (!contains(digest)) {
            upload(digest);
          }
          return digest;
        });
  }

  private void upload(Digest digest) throws IOException {
    try {
      upload.of(digest, local.file(digest));
    } catch (SdkException e) {
      throw failure("given the blob " + digest, e);
    }
  }

  private void fetch(Digest digest) throws IOException {
    try (InputStream content =
        client.getObject(request -> request.bucket(location.bucket()).key(location.key(digest)))) {
      Digest found = local.put(content);
      if (!found.equals(digest)) {
        throw new CorruptArtifactException(digest, found, location.toString());
      }
    } catch (NoSuchKeyException e) {
      MissingArtifactException missing = new MissingArtifactException(digest, location.toString());
      missing.initCause(e);
      throw missing;
    } catch (SdkException e) {
      throw failure("asked for the blob " + digest, e);
    }
  }

  private IOException failure(String deed, SdkException e) {
    String advice =
        e instanceof NoSuchBucketException
            ? "; make the bucket"
            : "; check that the server is up, and that endpoint and credentials are its own";
    return new IOException(
        "the artifact store "
            + location
            + " could not be "
            + deed
            + " ("
            + e.getMessage()
            + ")"
            + advice,
        e);
  }
}
