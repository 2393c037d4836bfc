package dev.centroid.codebook.store;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.infinispan.commons.CacheException;

/**
 * The codebooks in an embedded Infinispan with a persistent store. A version becomes visible by one
 * compare-and-set of its layer's head. By then its content is in the artifact store, and the digest
 * of the version before it is recorded; so there is no moment at which a crash loses anything, and
 * nothing to be repaired afterwards.
 */
public final class InfinispanCodebookStore implements CodebookStore, AutoCloseable {

  private final StoreSettings settings;
  private final ArtifactStore artifacts;
  private final DirectoryLock lock;
  private final Caches caches;
  private final ExecutorService deliveries;
  private final Catalog catalog;

  private InfinispanCodebookStore(
      StoreSettings settings, ArtifactStore artifacts, DirectoryLock lock, Caches caches) {
    this.settings = settings;
    this.artifacts = artifacts;
    this.lock = lock;
    this.caches = caches;
    this.deliveries =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "codebook-watch");
              thread.setDaemon(true);
              return thread;
            });
    this.catalog = new Catalog(deliveries);
  }

  /**
   * Opens the store on what its directory holds, also after its process was killed.
   *
   * @throws InvalidInputException if the directory is in use, cannot be written to, or what it
   *     holds cannot be read
   */
  public static InfinispanCodebookStore open(StoreSettings settings, ArtifactStore artifacts) {
    DirectoryLock lock = DirectoryLock.take(settings.directory());
    try {
      InfinispanCodebookStore store =
          new InfinispanCodebookStore(settings, artifacts, lock, Caches.open(settings));
      store.load();
      return store;
    } catch (RuntimeException e) {
      closeQuietly(lock, e);
      throw unreadable(settings, e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The content is in the artifact store afterwards, also when the answer is a conflict.
   */
  @Override
  public CodebookRef put(String jobId, String layer, long expectedVersion, byte[] content) {
    LayerKey key = new LayerKey(jobId, layer);
    if (expectedVersion < 0) {
      throw new InvalidInputException(
          "the version expected of " + key + " must be 0 or more, but is " + expectedVersion);
    }
    Digest digest = writeThrough(key, content);
    CodebookRef next = new CodebookRef(layer, expectedVersion + 1, digest);
    return answering(
        () -> {
          Optional<CodebookRef> newest = head(key);
          if (version(newest) == expectedVersion && advance(key, newest, next)) {
            hold(key, next, content);
            return next;
          }
          return settled(key, next);
        });
  }

  @Override
  public Optional<byte[]> get(String jobId, String layer, long version) {
    return find(jobId, layer, version).map(VersionedCodebook::content);
  }

  /** One version with its digest, which the content has been checked against. */
  public Optional<VersionedCodebook> find(String jobId, String layer, long version) {
    LayerKey key = new LayerKey(jobId, layer);
    return answering(
        () ->
            digest(key, version)
                .map(digest -> new CodebookRef(layer, version, digest))
                .map(codebook -> new VersionedCodebook(codebook, content(key, codebook))));
  }

  /** The newest version of a layer. */
  public Optional<CodebookRef> newest(String jobId, String layer) {
    return catalog.newest(new LayerKey(jobId, layer));
  }

  @Override
  public List<CodebookRef> list(String jobId) {
    return catalog.list(jobId);
  }

  @Override
  public Watch watch(String jobId, Consumer<CodebookRef> listener) {
    return catalog.watch(jobId, listener);
  }

  /** Whether it answers, or was closed. */
  public boolean isRunning() {
    return caches.areRunning();
  }

  /** How many versions there are, over all layers of all jobs. */
  public long versions() {
    return catalog.versions();
  }

  @Override
  public void close() throws IOException {
    deliveries.shutdown();
    caches.close();
    lock.close();
  }

  private void load() {
    try {
      caches.heads().addListener(new HeadListener(catalog));
      caches
          .heads()
          .forEach(
              (key, head) -> {
                LayerKey layer = LayerKey.decode(key);
                catalog.reached(layer, VersionText.decode(layer.layer(), head));
              });
    } catch (RuntimeException e) {
      caches.close();
      throw e;
    }
  }

  private Digest writeThrough(LayerKey key, byte[] content) {
    try {
      return artifacts.put(content);
    } catch (IOException e) {
      throw new CodebookUnavailableException(
          "the codebook of " + key + " could not be stored: " + e.getMessage(), e);
    }
  }

  /** Whether this call made the layer's head the next version. */
  private boolean advance(LayerKey key, Optional<CodebookRef> newest, CodebookRef next) {
    String head = VersionText.encode(next);
    if (newest.isEmpty()) {
      return caches.heads().putIfAbsent(key.encode(), head) == null;
    }
    CodebookRef replaced = newest.get();
    // The head leaves this digest behind. Whoever else writes it writes the same.
    caches.digests().put(key.encode(replaced.version()), replaced.digest().hex());
    return caches.heads().replace(key.encode(), VersionText.encode(replaced), head);
  }

  /** Keeps the newest contents at hand and lets the older ones go. */
  private void hold(LayerKey key, CodebookRef codebook, byte[] content) {
    caches.contents().put(key.encode(codebook.version()), content);
    if (codebook.version() > settings.versionsHeld()) {
      caches.contents().remove(key.encode(codebook.version() - settings.versionsHeld()));
    }
  }

  /**
   * The answer to a put whose expected version is not the newest: success if it was done before.
   */
  private CodebookRef settled(LayerKey key, CodebookRef wanted) {
    Optional<Digest> held = digest(key, wanted.version());
    if (held.filter(wanted.digest()::equals).isPresent()) {
      return wanted;
    }
    throw new CodebookConflictException(
        "version "
            + wanted.version()
            + " of "
            + key
            + " with digest "
            + wanted.digest()
            + " is refused: "
            + held.map(digest -> "that version has digest " + digest).orElse("it would leave a gap")
            + ", and the newest is version "
            + version(head(key))
            + head(key).map(head -> " with digest " + head.digest()).orElse(""));
  }

  private Optional<CodebookRef> head(LayerKey key) {
    return Optional.ofNullable(caches.heads().get(key.encode()))
        .map(text -> VersionText.decode(key.layer(), text));
  }

  private Optional<Digest> digest(LayerKey key, long version) {
    Optional<CodebookRef> newest = head(key);
    if (version < 1 || version > version(newest)) {
      return Optional.empty();
    }
    return version == version(newest)
        ? newest.map(CodebookRef::digest)
        : Optional.ofNullable(caches.digests().get(key.encode(version))).map(Digest::new);
  }

  private byte[] content(LayerKey key, CodebookRef codebook) {
    return Optional.ofNullable(caches.contents().get(key.encode(codebook.version())))
        .filter(content -> Sha256.of(content).equals(codebook.digest()))
        .orElseGet(() -> readBack(key, codebook));
  }

  private byte[] readBack(LayerKey key, CodebookRef codebook) {
    try {
      byte[] content = artifacts.read(codebook.digest());
      if (codebook.version() > version(head(key)) - settings.versionsHeld()) {
        caches.contents().put(key.encode(codebook.version()), content);
      }
      return content;
    } catch (IOException e) {
      throw new CodebookUnavailableException(
          "version " + codebook.version() + " of " + key + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static long version(Optional<CodebookRef> newest) {
    return newest.map(CodebookRef::version).orElse(0L);
  }

  private <T> T answering(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (CacheException e) {
      throw new CodebookUnavailableException(
          "the codebook store in " + settings.directory() + " cannot answer now: " + e, e);
    }
  }

  private static InvalidInputException unreadable(StoreSettings settings, RuntimeException cause) {
    if (cause instanceof InvalidInputException known) {
      return known;
    }
    return new InvalidInputException(
        "what the codebook store's directory "
            + settings.directory()
            + " holds cannot be read ("
            + root(cause)
            + "); restore it from a backup, or move it away: jobs under way then start again",
        cause);
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : root(cause);
  }

  private static void closeQuietly(DirectoryLock lock, RuntimeException cause) {
    try {
      lock.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
