package dev.centroid.worker.task;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the values used last, up to a number. */
final class BoundedCache<K, V> {

  private final int capacity;
  private final Map<K, V> values = new LinkedHashMap<>();

  /**
   * @param capacity most values kept, at least 1
   */
  BoundedCache(int capacity) {
    this.capacity = capacity;
  }

  /** Makes a value when it is not kept. */
  interface Loader<V> {
    V load() throws IOException;
  }

  /** The value of a key, loaded at most once while it is kept. */
  synchronized V get(K key, Loader<V> loader) throws IOException {
    V known = values.remove(key);
    V value = known == null ? loader.load() : known;
    if (values.size() == capacity) {
      values.remove(values.keySet().iterator().next());
    }
    // Put again, so that the order of insertion is the order of use.
    values.put(key, value);
    return value;
  }
}
