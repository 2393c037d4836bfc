package dev.centroid.standalone.client;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A cluster's blobs by REST, with a directory of this machine in front: what is put goes to both,
 * and what is read is fetched once. Digests are checked here, whatever came over the wire.
 */
public final class RemoteArtifactStore implements ArtifactStore {

  private final DirectoryArtifactStore local;
  private final JobClient client;

  public RemoteArtifactStore(DirectoryArtifactStore local, JobClient client) {
    this.local = local;
    this.client = client;
  }

  @Override
  public Digest put(byte[] content) throws IOException {
    return sent(local.put(content));
  }

  @Override
  public Digest put(Path file) throws IOException {
    return sent(local.put(file));
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    return sent(local.put(content));
  }

  @Override
  public Path file(Digest digest) throws IOException {
    fetch(digest);
    return local.file(digest);
  }

  @Override
  public byte[] read(Digest digest) throws IOException {
    fetch(digest);
    return local.read(digest);
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    return local.contains(digest);
  }

  private Digest sent(Digest digest) throws IOException {
    Digest there = client.putBlob(local.file(digest));
    if (!there.equals(digest)) {
      throw new IOException(
          "the coordinator took " + digest + " for " + there + ": it was damaged on its way");
    }
    return digest;
  }

  private void fetch(Digest digest) throws IOException {
    if (local.contains(digest)) {
      return;
    }
    try (InputStream content = client.blob(digest)) {
      Digest fetched = local.put(content);
      if (!fetched.equals(digest)) {
        throw new IOException("blob " + digest + " came as " + fetched + "; try again");
      }
    }
  }
}
