package dev.centroid.codebook.store;

import java.nio.file.Path;
import org.infinispan.Cache;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfiguration;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.configuration.global.UncleanShutdownAction;
import org.infinispan.context.Flag;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.persistence.sifs.configuration.SoftIndexFileStoreConfigurationBuilder;

/**
 * The caches of one node, each with a soft-index file store below the directory.
 *
 * <ul>
 *   <li>{@code heads}: the newest version of each layer. What is here is visible.
 *   <li>{@code digests}: the digest of each older version.
 *   <li>{@code contents}: the newest contents; can be lost, as the artifact store has them.
 * </ul>
 */
final class Caches implements AutoCloseable {

  private static final long DIGESTS_IN_MEMORY = 100_000;

  private final DefaultCacheManager manager;
  private final Cache<String, String> heads;
  private final Cache<String, String> digests;
  private final Cache<String, byte[]> contents;

  private Caches(DefaultCacheManager manager, StoreSettings settings) {
    this.manager = manager;
    manager.defineConfiguration("heads", headsSettings().build());
    manager.defineConfiguration("digests", digestsSettings().build());
    manager.defineConfiguration("contents", contentsSettings(settings.memoryBytes()).build());
    this.heads = manager.getCache("heads");
    this.digests =
        manager
            .<String, String>getCache("digests")
            .getAdvancedCache()
            .withFlags(Flag.IGNORE_RETURN_VALUES);
    this.contents =
        manager
            .<String, byte[]>getCache("contents")
            .getAdvancedCache()
            .withFlags(Flag.IGNORE_RETURN_VALUES);
  }

  /**
   * Starts them on what the directory holds.
   *
   * @throws CacheException if that cannot be read
   */
  static Caches open(StoreSettings settings) {
    DefaultCacheManager manager = new DefaultCacheManager(global(settings.directory()));
    try {
      return new Caches(manager, settings);
    } catch (RuntimeException e) {
      manager.stop();
      throw e;
    }
  }

  Cache<String, String> heads() {
    return heads;
  }

  Cache<String, String> digests() {
    return digests;
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

  private static GlobalConfiguration global(Path directory) {
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder();
    global.nonClusteredDefault().cacheManagerName("centroid-codebooks");
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

  private static ConfigurationBuilder headsSettings() {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    store(cache).syncWrites(true).preload(true);
    return cache;
  }

  private static ConfigurationBuilder digestsSettings() {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    cache.memory().maxCount(DIGESTS_IN_MEMORY);
    store(cache).syncWrites(true);
    return cache;
  }

  private static ConfigurationBuilder contentsSettings(long memoryBytes) {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    // Kept as bytes, so that they can be counted, and are copied on their way in and out.
    cache.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM_TYPE);
    cache.memory().maxSize(Long.toString(memoryBytes));
    store(cache);
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
