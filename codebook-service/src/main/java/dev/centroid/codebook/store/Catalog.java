package dev.centroid.codebook.store;

import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The newest version of every layer, in memory, and those who watch them. It never goes back to an
 * older version, whatever order it hears of them.
 */
final class Catalog {

  private final Executor executor;
  private final Map<String, TreeMap<String, CodebookRef>> jobs = new HashMap<>();
  private final Map<String, List<SerialDelivery>> watches = new HashMap<>();

  /**
   * @param executor calls the listeners
   */
  Catalog(Executor executor) {
    this.executor = executor;
  }

  synchronized void reached(LayerKey key, CodebookRef newest) {
    TreeMap<String, CodebookRef> layers = jobs.computeIfAbsent(key.jobId(), job -> new TreeMap<>());
    CodebookRef known = layers.get(key.layer());
    if (known == null || known.version() < newest.version()) {
      layers.put(key.layer(), newest);
      watches.getOrDefault(key.jobId(), List.of()).forEach(watch -> watch.deliver(newest));
    }
  }

  synchronized Optional<CodebookRef> newest(LayerKey key) {
    return Optional.ofNullable(jobs.get(key.jobId())).map(layers -> layers.get(key.layer()));
  }

  synchronized List<CodebookRef> list(String jobId) {
    return List.copyOf(jobs.getOrDefault(jobId, new TreeMap<>()).values());
  }

  synchronized CodebookStore.Watch watch(String jobId, Consumer<CodebookRef> listener) {
    SerialDelivery watch = new SerialDelivery(listener, executor, closed -> forget(jobId, closed));
    watches.computeIfAbsent(jobId, job -> new ArrayList<>()).add(watch);
    list(jobId).forEach(watch::deliver);
    return watch;
  }

  /** How many versions there are of all layers. */
  synchronized long versions() {
    return jobs.values().stream()
        .flatMap(layers -> layers.values().stream())
        .mapToLong(CodebookRef::version)
        .sum();
  }

  private synchronized void forget(String jobId, SerialDelivery watch) {
    watches.computeIfPresent(
        jobId,
        (job, all) -> {
          all.remove(watch);
          return all.isEmpty() ? null : all;
        });
  }
}
