package dev.centroid.codebook.store;

import dev.centroid.codebook.cluster.ClusterNode;
import dev.centroid.codebook.cluster.ClusterSettings;
import dev.centroid.codebook.ledger.Catalog;
import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.register.Acceptor;
import dev.centroid.codebook.register.Proposer;
import dev.centroid.codebook.register.RegisterFileException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.protocol.task.CodebookRef;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.infinispan.Cache;

/** The running parts of one node. */
final class Node implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Node.class.getName());
  private static final String ALONE = "alone";
  private static final long JOIN_MILLIS = 100;

  private final ContentCache contents;
  private final RegisterDatabase registers;
  private final Acceptor acceptor;
  private final Ledger ledger;
  private final Catalog catalog;
  private final Optional<ClusterNode> cluster;
  private final int majority;
  private final ExecutorService chores;

  private Node(
      ContentCache contents,
      RegisterDatabase registers,
      Acceptor acceptor,
      Ledger ledger,
      Catalog catalog,
      Optional<ClusterNode> cluster,
      int majority) {
    this.contents = contents;
    this.registers = registers;
    this.acceptor = acceptor;
    this.ledger = ledger;
    this.catalog = catalog;
    this.cluster = cluster;
    this.majority = majority;
    this.chores =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "codebook-node");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One that agrees with nobody else. */
  static Node alone(StoreSettings settings, RegisterDatabase registers, Catalog catalog) {
    ContentCache contents = ContentCache.open(settings);
    try {
      Acceptor acceptor = new Acceptor(ALONE, registers);
      Proposer proposer =
          new Proposer(
              ALONE,
              incarnation(),
              1,
              acceptor,
              (request, enough) -> List.of(acceptor.answer(request)),
              RandomBackoff::new);
      proposer.join(1);
      Ledger ledger = new Ledger(proposer, settings.directory());
      Node node = new Node(contents, registers, acceptor, ledger, catalog, Optional.empty(), 1);
      node.chores.execute(node::retryWrites);
      return node;
    } catch (RuntimeException e) {
      contents.close();
      throw e;
    }
  }

  /**
   * One of a cluster.
   *
   * @param peers not connected yet
   */
  static Node of(
      StoreSettings settings,
      RegisterDatabase registers,
      ClusterSettings cluster,
      ClusterNode peers,
      Catalog catalog) {
    ContentCache contents = ContentCache.open(settings, peers);
    try {
      Acceptor acceptor = new Acceptor(cluster.node(), registers);
      Proposer proposer =
          new Proposer(
              cluster.node(),
              incarnation(),
              cluster.majority(),
              acceptor,
              peers,
              RandomBackoff::new);
      peers.vote(acceptor, (key, version) -> catalog.reached(key.jobId(), version));
      Node node =
          new Node(
              contents,
              registers,
              acceptor,
              new Ledger(proposer, settings.directory()),
              catalog,
              Optional.of(peers),
              cluster.majority());
      node.chores.execute(() -> node.join(proposer, cluster.nodes().size()));
      node.chores.execute(node::retryWrites);
      node.chores.execute(node::catchUp);
      return node;
    } catch (RuntimeException e) {
      peers.close();
      contents.close();
      throw e;
    }
  }

  Ledger ledger() {
    return ledger;
  }

  Catalog catalog() {
    return catalog;
  }

  Cache<String, byte[]> contents() {
    return contents.contents();
  }

  boolean isReady() {
    return contents.isRunning()
        && acceptor.hasJoined()
        && registers.canWrite()
        && reachable() >= majority;
  }

  int reachable() {
    return cluster.map(ClusterNode::reachable).orElse(1);
  }

  /** Tells all who watch. */
  void announce(LayerKey key, CodebookRef version) {
    catalog.reached(key.jobId(), version);
    cluster.ifPresent(peers -> peers.tell(key, version));
  }

  @Override
  public void close() {
    chores.shutdownNow();
    cluster.ifPresent(ClusterNode::leaveVotes);
    contents.close();
    cluster.ifPresent(ClusterNode::close);
  }

  private void join(Proposer proposer, int nodes) {
    try {
      while (!joined(proposer, nodes)) {
        TimeUnit.MILLISECONDS.sleep(JOIN_MILLIS);
      }
      LOG.log(Level.DEBUG, "this node votes from now on");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joined(Proposer proposer, int nodes) {
    try {
      return proposer.join(nodes);
    } catch (RegisterFileException e) {
      LOG.log(Level.DEBUG, "what the others know cannot be kept now", e);
      return false;
    }
  }

  /** A full disk may have got space. */
  private void retryWrites() {
    eachSecond(registers::retry);
  }

  /** News from other nodes can be lost. */
  private void catchUp() {
    eachSecond(() -> catalog.watched().forEach(this::catchUp));
  }

  private static void eachSecond(Runnable chore) {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
        chore.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void catchUp(String jobId) {
    try {
      catalog.reached(jobId, ledger.list(jobId));
    } catch (CodebookUnavailableException e) {
      LOG.log(Level.DEBUG, "news cannot be asked for now", e);
    }
  }

  private static long incarnation() {
    return new SecureRandom().nextLong();
  }
}
