package dev.centroid.codebook.store;

import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.ledger.LayerRecord;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.infinispan.Cache;
import org.infinispan.commons.CacheException;

/** Contents by their digest: all of them in the artifact store, the newest at hand. */
final class Contents {

  private static final Logger LOG = System.getLogger(Contents.class.getName());

  private final Cache<String, byte[]> atHand;
  private final ArtifactStore artifacts;
  private final int versionsHeld;

  Contents(Cache<String, byte[]> atHand, ArtifactStore artifacts, int versionsHeld) {
    this.atHand = atHand;
    this.artifacts = artifacts;
    this.versionsHeld = versionsHeld;
  }

  /**
   * @throws CodebookUnavailableException if it cannot be stored now
   */
  Digest store(LayerKey key, byte[] content) {
    try {
      return artifacts.put(content);
    } catch (IOException e) {
      throw new CodebookUnavailableException(
          "the codebook of " + key + " could not be stored: " + e.getMessage(), e);
    }
  }

  /** Whether the artifact store has it. */
  boolean isStored(LayerKey key, Digest digest) {
    try {
      return artifacts.contains(digest);
    } catch (IOException e) {
      throw new CodebookUnavailableException(
          "whether the artifact store has blob "
              + digest
              + " of "
              + key
              + " cannot be told: "
              + e.getMessage(),
          e);
    }
  }

  /** Keeps a new version's content at hand, and lets go of the one that is too old now. */
  void hold(LayerRecord record, long version, byte[] content) {
    try {
      record.digest(version).ifPresent(digest -> atHand.put(digest.hex(), content));
      record.digest(version - versionsHeld).ifPresent(old -> atHand.remove(old.hex()));
    } catch (CacheException e) {
      // It is in the artifact store.
      LOG.log(Level.DEBUG, "a content is not held at hand", e);
    }
  }

  /** Reads that of a version, as {@link #read(Digest, String)} does. */
  byte[] read(LayerKey key, CodebookRef codebook) {
    return read(codebook.digest(), "version " + codebook.version() + " of " + key);
  }

  /**
   * Reads one, and checks it against its digest.
   *
   * @param what says which one, in messages
   * @throws CodebookUnavailableException if it cannot be read now
   */
  byte[] read(Digest digest, String what) {
    return find(digest)
        .filter(content -> Sha256.of(content).equals(digest))
        .orElseGet(() -> readBack(digest, what));
  }

  private Optional<byte[]> find(Digest digest) {
    try {
      return Optional.ofNullable(atHand.get(digest.hex()));
    } catch (CacheException e) {
      LOG.log(Level.DEBUG, "a content at hand cannot be read", e);
      return Optional.empty();
    }
  }

  private byte[] readBack(Digest digest, String what) {
    try {
      return artifacts.read(digest);
    } catch (IOException e) {
      throw new CodebookUnavailableException(what + " cannot be read: " + e.getMessage(), e);
    }
  }
}
