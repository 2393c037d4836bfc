package dev.centroid.coordinator.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A table with all its values in memory too: for values that are looked through every second.
 *
 * @param <V> the type of values
 */
final class MirroredTable<V> implements Table<V> {

  private final Table<V> table;
  private final Map<String, V> mirror = new HashMap<>();

  /** Reads all of a table. */
  MirroredTable(Table<V> table) {
    this.table = table;
    table.forEach(mirror::put);
  }

  @Override
  public Optional<V> get(String key) {
    return Optional.ofNullable(mirror.get(key));
  }

  @Override
  public void put(String key, V value) {
    table.put(key, value);
    mirror.put(key, value);
  }

  @Override
  public void delete(String key) {
    table.delete(key);
    mirror.remove(key);
  }

  @Override
  public List<String> keys(String prefix) {
    return mirror.keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList();
  }

  @Override
  public void forEach(BiConsumer<String, V> action) {
    mirror.forEach(action);
  }
}
