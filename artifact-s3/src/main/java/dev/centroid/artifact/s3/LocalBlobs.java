package dev.centroid.artifact.s3;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.DirectoryArtifactStore.StoredBlob;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the blobs of a local directory below a number of bytes: removes those whose last use is
 * longest ago. Blobs that are in use stay, and so does the one used last, however large it is. The
 * directory belongs to this process.
 */
final class LocalBlobs {

  private final DirectoryArtifactStore store;
  private final long mostBytes;
  private final Map<Digest, Long> bytesByLastUse =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private final Map<Digest, Integer> uses = new HashMap<>();
  private long bytes;

  /**
   * Removes at once what is too much of what is there.
   *
   * @param mostBytes of all blobs together that are not in use
   * @throws InvalidInputException if the directory cannot be read, or the number is not positive
   */
  LocalBlobs(DirectoryArtifactStore store, long mostBytes) {
    if (mostBytes < 1) {
      throw new InvalidInputException(
          "centroid.artifacts.local-bytes: must be 1 or more, but is " + mostBytes);
    }
    this.store = store;
    this.mostBytes = mostBytes;
    try {
      for (StoredBlob blob : store.blobs()) {
        bytesByLastUse.put(blob.digest(), blob.bytes());
        bytes += blob.bytes();
      }
      removeOldest();
    } catch (IOException e) {
      throw new InvalidInputException(
          "the directory " + store + " cannot be read (" + e.getMessage() + "); name another", e);
    }
  }

  /** Does something during which the blob stays, if it is there or comes to be. */
  <T> T using(Digest digest, Deed<T> deed) throws IOException {
    begin(digest);
    try {
      return deed.run();
    } finally {
      end(digest);
    }
  }

  private synchronized void begin(Digest digest) {
    uses.merge(digest, 1, Integer::sum);
  }

  private synchronized void end(Digest digest) throws IOException {
    uses.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
    if (store.contains(digest)) {
      note(digest, store.size(digest));
    }
    removeOldest();
  }

  private void note(Digest digest, long size) {
    Long before = bytesByLastUse.put(digest, size);
    bytes += size - (before == null ? 0 : before);
  }

  private void removeOldest() throws IOException {
    Iterator<Map.Entry<Digest, Long>> oldestFirst = bytesByLastUse.entrySet().iterator();
    while (bytes > mostBytes && oldestFirst.hasNext()) {
      Map.Entry<Digest, Long> oldest = oldestFirst.next();
      // The last one is what was just asked for.
      if (oldestFirst.hasNext() && !uses.containsKey(oldest.getKey())) {
        store.remove(oldest.getKey());
        bytes -= oldest.getValue();
        oldestFirst.remove();
      }
    }
  }

  /** What is done with a blob. */
  @FunctionalInterface
  interface Deed<T> {
    T run() throws IOException;
  }
}
