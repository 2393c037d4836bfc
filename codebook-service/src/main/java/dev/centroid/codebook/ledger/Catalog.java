package dev.centroid.codebook.ledger;

import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Those who watch jobs, and the newest version of each layer that they have been told. It never
 * goes back to an older version, whatever order it hears of them.
 */
public final class Catalog {

  private static final class WatchedJob {
    final TreeMap<String, CodebookRef> newest = new TreeMap<>();
    final List<SerialDelivery> watches = new ArrayList<>();
  }

  private final Executor executor;
  private final Map<String, WatchedJob> jobs = new HashMap<>();

  /**
   * @param executor calls the listeners
   */
  public Catalog(Executor executor) {
    this.executor = executor;
  }

  /** Hears of a version that is agreed on. */
  public synchronized void reached(String jobId, CodebookRef version) {
    WatchedJob job = jobs.get(jobId);
    if (job == null) {
      return;
    }
    CodebookRef known = job.newest.get(version.layer());
    if (known == null || known.version() < version.version()) {
      job.newest.put(version.layer(), version);
      job.watches.forEach(watch -> watch.deliver(version));
    }
  }

  /** Hears of several. */
  public void reached(String jobId, Collection<CodebookRef> versions) {
    versions.forEach(version -> reached(jobId, version));
  }

  /** The jobs that somebody watches. */
  public synchronized Set<String> watched() {
    return Set.copyOf(jobs.keySet());
  }

  /** Tells what is known of the job, then every newer version heard of. */
  public synchronized CodebookStore.Watch watch(String jobId, Consumer<CodebookRef> listener) {
    WatchedJob job = jobs.computeIfAbsent(jobId, id -> new WatchedJob());
    SerialDelivery watch = new SerialDelivery(listener, executor, closed -> forget(jobId, closed));
    job.watches.add(watch);
    job.newest.values().forEach(watch::deliver);
    return watch;
  }

  private synchronized void forget(String jobId, SerialDelivery watch) {
    jobs.computeIfPresent(
        jobId,
        (id, job) -> {
          job.watches.remove(watch);
          return job.watches.isEmpty() ? null : job;
        });
  }
}
