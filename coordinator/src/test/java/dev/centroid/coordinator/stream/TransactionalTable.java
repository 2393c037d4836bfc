package dev.centroid.coordinator.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A table in memory whose changes count when they are committed.
 *
 * @param <V> the type of values
 */
final class TransactionalTable<V> implements Table<V> {

  private final Map<String, V> committed = new TreeMap<>();
  private final Map<String, Optional<V>> changes = new HashMap<>();

  @Override
  public Optional<V> get(String key) {
    return changes.getOrDefault(key, Optional.ofNullable(committed.get(key)));
  }

  @Override
  public void put(String key, V value) {
    changes.put(key, Optional.of(value));
  }

  @Override
  public void delete(String key) {
    changes.put(key, Optional.empty());
  }

  @Override
  public List<String> keys(String prefix) {
    List<String> found = new ArrayList<>();
    forEach((key, value) -> found.add(key));
    return found.stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public void forEach(BiConsumer<String, V> action) {
    Map<String, V> all = new TreeMap<>(committed);
    changes.forEach((key, change) -> change(all, key, change));
    all.forEach(action);
  }

  void commit() {
    changes.forEach((key, change) -> change(committed, key, change));
    changes.clear();
  }

  void rollBack() {
    changes.clear();
  }

  int size() {
    return committed.size();
  }

  private void change(Map<String, V> values, String key, Optional<V> change) {
    change.ifPresentOrElse(value -> values.put(key, value), () -> values.remove(key));
  }
}
