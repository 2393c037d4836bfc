package dev.centroid.coordinator.view;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Every job and layer as it is now. Safe for any number of threads. */
public final class JobViews {

  private final Map<String, JobView> jobs = new HashMap<>();
  private final Map<String, TreeMap<Integer, LayerView>> layers = new HashMap<>();
  private final Map<String, List<JobListener>> listeners = new HashMap<>();

  /** Every job, the newest first. */
  public synchronized List<JobView> jobs() {
    return jobs.values().stream()
        .sorted(Comparator.comparing(JobView::acceptedAt).reversed().thenComparing(JobView::jobId))
        .toList();
  }

  /** A job with its layers. */
  public synchronized Optional<JobDetails> find(String jobId) {
    return Optional.ofNullable(jobs.get(jobId))
        .map(job -> new JobDetails(job, List.copyOf(layersOf(jobId).values())));
  }

  /** How many jobs have a status. */
  public synchronized long count(JobStatus status) {
    return jobs.values().stream().filter(job -> job.status() == status).count();
  }

  /**
   * Shows a job as it is now, then tells everything that happens to it from then on; nothing is
   * left out in between.
   *
   * @param start is shown the job as it is now, before the listener is told anything
   * @return ends the subscription; empty if there is no such job, and then nothing is told
   */
  public synchronized Optional<Runnable> subscribe(
      String jobId, Consumer<JobDetails> start, JobListener listener) {
    Optional<JobDetails> details = find(jobId);
    if (details.isEmpty()) {
      return Optional.empty();
    }
    start.accept(details.get());
    listeners.computeIfAbsent(jobId, id -> new ArrayList<>()).add(listener);
    return Optional.of(() -> unsubscribe(jobId, listener));
  }

  /**
   * Waits until a job is as wanted.
   *
   * @return whether it is; false when the time is up
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public synchronized boolean await(String jobId, Predicate<JobView> wanted, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (Optional.ofNullable(jobs.get(jobId)).filter(wanted).isEmpty()) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized void put(JobView view) {
    jobs.put(view.jobId(), view);
    listenersOf(view.jobId()).forEach(listener -> listener.job(view));
    notifyAll();
  }

  synchronized void put(int index, LayerView view) {
    layers.computeIfAbsent(view.jobId(), id -> new TreeMap<>()).put(index, view);
    listenersOf(view.jobId()).forEach(listener -> listener.layer(view));
  }

  synchronized void forgetJob(String jobId) {
    jobs.remove(jobId);
    layers.remove(jobId);
  }

  synchronized void forgetLayer(String jobId, int index) {
    layersOf(jobId).remove(index);
  }

  synchronized void tell(TaskEvent event) {
    listenersOf(event.task().jobId()).forEach(listener -> listener.task(event));
  }

  private Map<Integer, LayerView> layersOf(String jobId) {
    return layers.getOrDefault(jobId, new TreeMap<>());
  }

  private List<JobListener> listenersOf(String jobId) {
    // A copy, since a listener may end its own subscription when it is told.
    return List.copyOf(listeners.getOrDefault(jobId, List.of()));
  }

  private synchronized void unsubscribe(String jobId, JobListener listener) {
    listeners.computeIfPresent(
        jobId,
        (id, all) -> {
          all.remove(listener);
          return all.isEmpty() ? null : all;
        });
  }
}
