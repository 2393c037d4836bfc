package dev.centroid.codebook.store;

import dev.centroid.codebook.cluster.ClusterNode;
import dev.centroid.codebook.cluster.ClusterSettings;
import dev.centroid.quantization.InvalidInputException;
import java.util.concurrent.TimeUnit;
import org.infinispan.Cache;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;

/**
 * Centroids by their digest, in memory; in a cluster two nodes hold each. They can be lost, as the
 * artifact store has them, and nobody can be told a wrong one, as their name is their digest.
 */
final class ContentCache implements AutoCloseable {

  private static final String CLUSTER = "centroid-codebooks";
  private static final String CONTENTS = "contents";
  private static final long REMOTE_MILLIS = 2000;
  private static final int OWNERS = 2;

  private final DefaultCacheManager manager;
  private final Cache<String, byte[]> contents;

  private ContentCache(DefaultCacheManager manager, ConfigurationBuilder settings) {
    this.manager = manager;
    manager.defineConfiguration(CONTENTS, settings.build());
    this.contents =
        manager
            .<String, byte[]>getCache(CONTENTS)
            .getAdvancedCache()
            // Nobody waits for the other owner, nor minds when it is gone.
            .withFlags(Flag.IGNORE_RETURN_VALUES, Flag.FORCE_ASYNCHRONOUS, Flag.FAIL_SILENTLY);
  }

  /** Starts that of a node by itself. */
  static ContentCache open(StoreSettings settings) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.nonClusteredDefault();
    return start(global, inMemory(settings));
  }

  /**
   * Starts that of a node of a cluster, and connects its channel.
   *
   * @throws InvalidInputException if the channel cannot be connected
   */
  static ContentCache open(StoreSettings settings, ClusterNode node) {
    GlobalConfigurationBuilder global = GlobalConfigurationBuilder.defaultClusteredBuilder();
    global
        .transport()
        .defaultTransport()
        .addProperty(JGroupsTransport.CHANNEL_CONFIGURATOR, new GivenChannel(node.channel()))
        .clusterName(CLUSTER)
        .nodeName(node.channel().getName());
    try {
      return start(global, shared(settings));
    } catch (CacheException e) {
      throw new InvalidInputException(
          "this node of the codebook cluster cannot listen to the others ("
              + root(e)
              + "); check centroid.codebook.cluster.bind-address and bind-port, and the port "
              + ClusterSettings.CRASH_DETECTION_OFFSET
              + " above it",
          e);
    }
  }

  Cache<String, byte[]> contents() {
    return contents;
  }

  boolean isRunning() {
    return manager.getStatus().allowInvocations();
  }

  @Override
  public void close() {
    manager.stop();
  }

  private static ContentCache start(
      GlobalConfigurationBuilder global, ConfigurationBuilder contents) {
    global.cacheManagerName(CLUSTER);
    global.jmx().disable();
    global.metrics().gauges(false).histograms(false);
    // The process decides when it ends, e.g. after the calls under way.
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    DefaultCacheManager manager = new DefaultCacheManager(global.build());
    try {
      return new ContentCache(manager, contents);
    } catch (RuntimeException e) {
      manager.stop();
      throw e;
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : root(cause);
  }

  private static ConfigurationBuilder inMemory(StoreSettings settings) {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    // Kept as bytes, so that they can be counted, and are copied on their way in and out.
    cache.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM_TYPE);
    cache.memory().maxSize(Long.toString(settings.memoryBytes()));
    return cache;
  }

  private static ConfigurationBuilder shared(StoreSettings settings) {
    ConfigurationBuilder cache = inMemory(settings);
    cache
        .clustering()
        .cacheMode(CacheMode.DIST_SYNC)
        .remoteTimeout(REMOTE_MILLIS, TimeUnit.MILLISECONDS);
    cache.clustering().hash().numOwners(OWNERS);
    // A content cannot contradict another one; without it, it is read from the artifact store.
    cache.clustering().partitionHandling().whenSplit(PartitionHandling.ALLOW_READ_WRITES);
    cache.clustering().stateTransfer().awaitInitialTransfer(false);
    return cache;
  }
}
