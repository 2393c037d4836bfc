package dev.centroid.codebook.store;

import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryCreated;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryModified;
import org.infinispan.notifications.cachelistener.event.CacheEntryEvent;

/**
 * Tells the catalog of each new head. Infinispan calls it after the head is stored and while it
 * holds the entry's lock, and so in the order of the versions; it wants the class to be public.
 */
@Listener
public final class HeadListener {

  private final Catalog catalog;

  HeadListener(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Called by Infinispan. */
  @CacheEntryCreated
  @CacheEntryModified
  public void stored(CacheEntryEvent<String, String> event) {
    if (!event.isPre()) {
      LayerKey key = LayerKey.decode(event.getKey());
      catalog.reached(key, VersionText.decode(key.layer(), event.getValue()));
    }
  }
}
