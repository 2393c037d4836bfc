package dev.centroid.coordinator.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Values by key, as the desk of jobs needs them.
 *
 * @param <V> the type of values
 */
interface Table<V> {

  Optional<V> get(String key);

  void put(String key, V value);

  void delete(String key);

  /** All keys that begin like this, in order. */
  List<String> keys(String prefix);

  /** Every key with its value, in no particular order. Not to be changed meanwhile. */
  void forEach(BiConsumer<String, V> action);

  /** A table that is a store of Kafka Streams. */
  static <V> Table<V> of(KeyValueStore<String, V> store) {
    return new Table<>() {
      @Override
      public Optional<V> get(String key) {
        return Optional.ofNullable(store.get(key));
      }

      @Override
      public void put(String key, V value) {
        store.put(key, value);
      }

      @Override
      public void delete(String key) {
        store.delete(key);
      }

      @Override
      public List<String> keys(String prefix) {
        List<String> found = new ArrayList<>();
        try (KeyValueIterator<String, V> some = store.prefixScan(prefix, new StringSerializer())) {
          some.forEachRemaining(entry -> found.add(entry.key));
        }
        return found;
      }

      @Override
      public void forEach(BiConsumer<String, V> action) {
        try (KeyValueIterator<String, V> all = store.all()) {
          while (all.hasNext()) {
            KeyValue<String, V> next = all.next();
            action.accept(next.key, next.value);
          }
        }
      }
    };
  }
}
