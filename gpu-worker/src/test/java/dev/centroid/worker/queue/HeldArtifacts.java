package dev.centroid.worker.queue;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A store whose readers wait, so that a task lasts as long as a test needs it to. */
final class HeldArtifacts implements ArtifactStore {

  private final ArtifactStore store;
  private final CountDownLatch free = new CountDownLatch(1);

  HeldArtifacts(ArtifactStore store) {
    this.store = store;
  }

  /** From now on nobody waits. */
  void letGo() {
    free.countDown();
  }

  private void await() throws IOException {
    try {
      free.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a test held its blobs");
    }
  }

  @Override
  public Digest put(byte[] content) throws IOException {
    return store.put(content);
  }

  @Override
  public Digest put(Path file) throws IOException {
    return store.put(file);
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    return store.put(content);
  }

  @Override
  public Path file(Digest digest) throws IOException {
    await();
    return store.file(digest);
  }

  @Override
  public byte[] read(Digest digest) throws IOException {
    await();
    return store.read(digest);
  }

  @Override
  public boolean contains(Digest digest) throws IOException {
    return store.contains(digest);
  }
}
