package dev.centroid.codebook.store;

import dev.centroid.codebook.cluster.ClusterNode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.infinispan.Cache;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfiguration;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.configuration.global.UncleanShutdownAction;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.persistence.sifs.configuration.SoftIndexFileStoreConfigurationBuilder;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;

/**
 * The caches of one node.
 *
 * <ul>
 *   <li>{@code registers}: what this node holds of each layer's record, in a soft-index file store.
 *       Never shared: the nodes agree by votes and not by Infinispan, which promises less (see ADR
 *       10).
 *   <li>{@code membership}: whether the node has a vote; likewise.
 *   <li>{@code contents}: centroids by their digest. Of a node by itself they are in a file store,
 *       too; in a cluster two nodes hold each in memory. They can be lost, as the artifact store
 *       has them, and nobody can be told a wrong one, as their name is their digest.
 * </ul>
 */
final class Caches implements AutoCloseable {

  private static final String CLUSTER = "centroid-codebooks";
  private static final long REGISTERS_IN_MEMORY = 100_000;
  private static final long REMOTE_MILLIS = 2000;
  private static final int CONTENT_OWNERS = 2;

  private final DefaultCacheManager manager;
  private final Cache<String, byte[]> registers;
  private final Cache<String, byte[]> membership;
  private final Cache<String, byte[]> contents;

  private Caches(DefaultCacheManager manager, ConfigurationBuilder contentsSettings) {
    this.manager = manager;
    manager.defineConfiguration("registers", kept().build());
    manager.defineConfiguration("membership", kept().build());
    manager.defineConfiguration("contents", contentsSettings.build());
    this.registers = manager.getCache("registers");
    this.membership = manager.getCache("membership");
    this.contents =
        manager
            .<String, byte[]>getCache("contents")
            .getAdvancedCache()
            // Nobody waits for the other owner, nor minds when it is gone.
            .withFlags(Flag.IGNORE_RETURN_VALUES, Flag.FORCE_ASYNCHRONOUS, Flag.FAIL_SILENTLY);
  }

  /**
   * Starts those of a node by itself on what the directory holds.
   *
   * @throws CacheException if that cannot be read
   */
  static Caches open(StoreSettings settings) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.nonClusteredDefault();
    return start(global, settings, contents(settings));
  }

  /**
   * Starts those of a node of a cluster, and connects its channel.
   *
   * @throws CacheException if what the directory holds cannot be read, or the channel cannot be
   *     connected
   */
  static Caches open(StoreSettings settings, ClusterNode node) {
    GlobalConfigurationBuilder global = GlobalConfigurationBuilder.defaultClusteredBuilder();
    global
        .transport()
        .defaultTransport()
        .addProperty(JGroupsTransport.CHANNEL_CONFIGURATOR, new GivenChannel(node.channel()))
        .clusterName(CLUSTER)
        .nodeName(node.channel().getName());
    return start(global, settings, sharedContents(settings));
  }

  Cache<String, byte[]> registers() {
    return registers;
  }

  Cache<String, byte[]> membership() {
    return membership;
  }

  Cache<String, byte[]> contents() {
    return contents;
  }

  boolean areRunning() {
    return manager.getStatus().allowInvocations();
  }

  @Override
  public void close() {
    manager.stop();
  }

  private static Caches start(
      GlobalConfigurationBuilder global, StoreSettings settings, ConfigurationBuilder contents) {
    DefaultCacheManager manager = new DefaultCacheManager(global(global, settings.directory()));
    try {
      return new Caches(manager, contents);
    } catch (RuntimeException e) {
      manager.stop();
      throw e;
    }
  }

  private static GlobalConfiguration global(GlobalConfigurationBuilder global, Path directory) {
    global.cacheManagerName(CLUSTER);
    global
        .globalState()
        .enable()
        .persistentLocation(directory.resolve("state").toString())
        // Infinispan's own lock outlives a killed process; DirectoryLock is what keeps others out.
        .uncleanShutdownAction(UncleanShutdownAction.IGNORE);
    global.jmx().disable();
    global.metrics().gauges(false).histograms(false);
    // The process decides when it ends, e.g. after the calls under way.
    global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
    return global.build();
  }

  private static ConfigurationBuilder kept() {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    cache.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM_TYPE);
    cache.memory().maxCount(REGISTERS_IN_MEMORY);
    store(cache).syncWrites(true);
    return cache;
  }

  private static ConfigurationBuilder contents(StoreSettings settings) {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    // Kept as bytes, so that they can be counted, and are copied on their way in and out.
    cache.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM_TYPE);
    cache.memory().maxSize(Long.toString(settings.memoryBytes()));
    store(cache);
    return cache;
  }

  private static ConfigurationBuilder sharedContents(StoreSettings settings) {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    cache.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM_TYPE);
    cache.memory().maxSize(Long.toString(settings.memoryBytes()));
    cache
        .clustering()
        .cacheMode(CacheMode.DIST_SYNC)
        .remoteTimeout(REMOTE_MILLIS, TimeUnit.MILLISECONDS);
    cache.clustering().hash().numOwners(CONTENT_OWNERS);
    // A content cannot contradict another one; without it, it is read from the artifact store.
    cache.clustering().partitionHandling().whenSplit(PartitionHandling.ALLOW_READ_WRITES);
    cache.clustering().stateTransfer().awaitInitialTransfer(false);
    return cache;
  }

  private static SoftIndexFileStoreConfigurationBuilder store(ConfigurationBuilder cache) {
    return cache
        .persistence()
        .passivation(false)
        .addStore(SoftIndexFileStoreConfigurationBuilder.class)
        .segmented(false)
        .purgeOnStartup(false);
  }
}
