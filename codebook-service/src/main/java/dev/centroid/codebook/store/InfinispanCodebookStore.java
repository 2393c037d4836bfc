package dev.centroid.codebook.store;

import dev.centroid.codebook.cluster.ClusterNode;
import dev.centroid.codebook.cluster.ClusterSettings;
import dev.centroid.codebook.ledger.Catalog;
import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.ledger.LayerRecord;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The codebooks of one node, by itself or in a cluster. A version exists from the moment that a
 * majority of the nodes holds the layer's record with it on disk. By then its content is in the
 * artifact store; so there is no moment at which a crash loses anything, and nothing to be repaired
 * afterwards.
 */
public final class InfinispanCodebookStore implements CodebookStore, AutoCloseable {

  private final DirectoryLock lock;
  private final RegisterDatabase registers;
  private final Node node;
  private final Contents contents;
  private final Versions versions;
  private final ShardRounds rounds;
  private final ExecutorService deliveries;

  private InfinispanCodebookStore(
      DirectoryLock lock,
      RegisterDatabase registers,
      ExecutorService deliveries,
      Node node,
      Contents contents) {
    this.lock = lock;
    this.registers = registers;
    this.deliveries = deliveries;
    this.node = node;
    this.contents = contents;
    this.versions = new Versions(node, contents);
    this.rounds = new ShardRounds(node.ledger(), contents, versions);
  }

  /**
   * Opens a store by itself on what its directory holds, also after its process was killed.
   *
   * @throws InvalidInputException if the directory is in use, cannot be written to, or what it
   *     holds cannot be read
   */
  public static InfinispanCodebookStore open(StoreSettings settings, ArtifactStore artifacts) {
    return open(
        settings, artifacts, (registers, catalog) -> Node.alone(settings, registers, catalog));
  }

  /**
   * Opens a node of a cluster on what its directory holds, also after its process was killed. It
   * answers {@link CodebookUnavailableException} until a majority of the nodes can be reached.
   *
   * @throws InvalidInputException if the directory is in use, cannot be written to, what it holds
   *     cannot be read, or the node cannot listen on its address
   */
  public static InfinispanCodebookStore open(
      StoreSettings settings, ClusterSettings cluster, ArtifactStore artifacts) {
    return open(settings, cluster, ClusterNode.create(cluster), artifacts);
  }

  static InfinispanCodebookStore open(
      StoreSettings settings, ClusterSettings cluster, ClusterNode peers, ArtifactStore artifacts) {
    return open(
        settings,
        artifacts,
        (registers, catalog) -> Node.of(settings, registers, cluster, peers, catalog));
  }

  private static InfinispanCodebookStore open(
      StoreSettings settings,
      ArtifactStore artifacts,
      BiFunction<RegisterDatabase, Catalog, Node> start) {
    DirectoryLock lock = DirectoryLock.take(settings.directory());
    ExecutorService deliveries =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "codebook-watch");
              thread.setDaemon(true);
              return thread;
            });
    try {
      RegisterDatabase registers = RegisterDatabase.open(settings.directory());
      Node node = start(registers, new Catalog(deliveries), start);
      Contents contents = new Contents(node.contents(), artifacts, settings.versionsHeld());
      return new InfinispanCodebookStore(lock, registers, deliveries, node, contents);
    } catch (RuntimeException e) {
      deliveries.shutdown();
      closeQuietly(lock, e);
      throw e;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The content is in the artifact store afterwards, also when the answer is a conflict.
   */
  @Override
  public CodebookRef put(String jobId, String layer, long expectedVersion, byte[] content) {
    return versions.put(new LayerKey(jobId, layer), expectedVersion, Optional.empty(), content);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The content is in the artifact store afterwards, also when the answer is a conflict.
   */
  @Override
  public CodebookRef putAfter(String jobId, CodebookRef predecessor, byte[] content) {
    return versions.put(
        new LayerKey(jobId, predecessor.layer()),
        predecessor.version(),
        Optional.of(predecessor.digest()),
        content);
  }

  @Override
  public Optional<CodebookRef> contribute(
      String jobId, CodebookRef base, int firstShard, int shards, List<byte[]> deltas) {
    return rounds.contribute(new LayerKey(jobId, base.layer()), base, firstShard, shards, deltas);
  }

  @Override
  public Optional<byte[]> get(String jobId, String layer, long version) {
    return find(jobId, layer, version).map(VersionedCodebook::content);
  }

  /** One version with its digest, which the content has been checked against. */
  public Optional<VersionedCodebook> find(String jobId, String layer, long version) {
    LayerKey key = new LayerKey(jobId, layer);
    return node.ledger()
        .read(key)
        .digest(version)
        .map(digest -> read(key, new CodebookRef(layer, version, digest)));
  }

  /** The newest version of a layer with its content. */
  public Optional<VersionedCodebook> findNewest(String jobId, String layer) {
    return newest(jobId, layer).map(newest -> read(new LayerKey(jobId, layer), newest));
  }

  /** The newest version of a layer. */
  public Optional<CodebookRef> newest(String jobId, String layer) {
    LayerKey key = new LayerKey(jobId, layer);
    return node.ledger().read(key).newest();
  }

  @Override
  public List<CodebookRef> list(String jobId) {
    return node.ledger().list(jobId);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Versions that were put through another node may be told late, and then only the newest of
   * them.
   */
  @Override
  public Watch watch(String jobId, Consumer<CodebookRef> listener) {
    Watch watch = node.catalog().watch(jobId, listener);
    try {
      node.catalog().reached(jobId, list(jobId));
      return watch;
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  /** Whether it answers: it runs, has its vote, and reaches a majority of the nodes. */
  public boolean isReady() {
    return node.isReady();
  }

  /** How many nodes it reaches, itself among them. */
  public int reachable() {
    return node.reachable();
  }

  /** How many versions this node holds, over all layers of all jobs. */
  public long versions() {
    return registers.keys().stream()
        .flatMap(key -> registers.load(key).stream())
        .mapToLong(held -> LayerRecord.versions(held.value()))
        .sum();
  }

  @Override
  public void close() throws IOException {
    deliveries.shutdown();
    node.close();
    registers.close();
    lock.close();
  }

  private VersionedCodebook read(LayerKey key, CodebookRef codebook) {
    return new VersionedCodebook(codebook, contents.read(key, codebook));
  }

  private static Node start(
      RegisterDatabase registers,
      Catalog catalog,
      BiFunction<RegisterDatabase, Catalog, Node> start) {
    try {
      return start.apply(registers, catalog);
    } catch (RuntimeException e) {
      registers.close();
      throw e;
    }
  }

  private static void closeQuietly(DirectoryLock lock, RuntimeException cause) {
    try {
      lock.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
