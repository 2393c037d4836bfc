package dev.centroid.protocol.artifact;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The blobs whose content was found to have their digest, so that a large one is hashed once in a
 * process and not at every use. Remembers the most recently used ones only.
 */
final class VerifiedBlobs {

  private final Map<Digest, FileStamp> stamps;

  VerifiedBlobs(int capacity) {
    this.stamps =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Digest, FileStamp> eldest) {
            return size() > capacity;
          }
        };
  }

  synchronized boolean contains(Digest digest, FileStamp stamp) {
    return Optional.ofNullable(stamps.get(digest)).filter(stamp::equals).isPresent();
  }

  synchronized void add(Digest digest, FileStamp stamp) {
    stamps.put(digest, stamp);
  }
}
