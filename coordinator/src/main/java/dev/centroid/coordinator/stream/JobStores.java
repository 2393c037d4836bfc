package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.Decision;
import dev.centroid.coordinator.job.JobEntries;
import dev.centroid.coordinator.job.JobState;
import dev.centroid.coordinator.job.LayerEntry;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.job.TaskStalls;
import dev.centroid.coordinator.job.TaskWatch;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The state of jobs: a header a job, an entry a layer, an entry a slice of teacher logits.
 *
 * @param headers by job
 * @param layers by job and index
 * @param logits by job and first draw; values are digests
 * @param issued tasks that are out, by id
 * @param watches when each of these was last heard of; apart, as they are read and written often
 * @param stalls of tasks that are out and stalled
 * @param deadlines of jobs that have one and have not ended, in milliseconds since 1970
 * @param ends when jobs ended that have, in milliseconds since 1970
 */
record JobStores(
    Table<JobState> headers,
    Table<LayerEntry> layers,
    Table<String> logits,
    Table<Task> issued,
    Table<TaskWatch> watches,
    Table<TaskStalls> stalls,
    Table<Long> deadlines,
    Table<Long> ends) {

  /** Between the id of a job and what names a part of it. */
  static final String SEPARATOR = "/";

  private static final String HEADERS = "jobs";
  private static final String LAYERS = "layers";
  private static final String LOGITS = "teacher-logits";
  private static final String ISSUED = "issued-tasks";
  private static final String WATCHES = "task-watches";
  private static final String STALLS = "task-stalls";
  private static final String DEADLINES = "deadlines";
  private static final String ENDS = "ends";

  static Set<StoreBuilder<?>> builders() {
    return Set.of(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(HEADERS),
            Serdes.String(),
            new JsonSerde<>(JobState.class)),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(LAYERS),
            Serdes.String(),
            new JsonSerde<>(LayerEntry.class)),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(LOGITS), Serdes.String(), Serdes.String()),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(ISSUED), Serdes.String(), new JsonSerde<>(Task.class)),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(WATCHES),
            Serdes.String(),
            new JsonSerde<>(TaskWatch.class)),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STALLS),
            Serdes.String(),
            new JsonSerde<>(TaskStalls.class)),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(DEADLINES), Serdes.String(), Serdes.Long()),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(ENDS), Serdes.String(), Serdes.Long()));
  }

  /** Those of a processor, each backed by a changelog. */
  static JobStores of(ProcessingContext context) {
    return new JobStores(
        table(context, HEADERS),
        table(context, LAYERS),
        table(context, LOGITS),
        table(context, ISSUED),
        new MirroredTable<>(table(context, WATCHES)),
        table(context, STALLS),
        new MirroredTable<>(table(context, DEADLINES)),
        new MirroredTable<>(table(context, ENDS)));
  }

  private static <V> Table<V> table(ProcessingContext context, String name) {
    return Table.of(context.<KeyValueStore<String, V>>getStateStore(name));
  }

  Optional<JobState> header(String jobId) {
    return headers.get(jobId);
  }

  JobEntries entries(String jobId) {
    return new JobEntries() {
      @Override
      public Optional<LayerEntry> layer(int index) {
        return layers.get(key(jobId, index));
      }

      @Override
      public Optional<Digest> teacherLogits(int firstDraw) {
        return logits.get(key(jobId, firstDraw)).map(Digest::new);
      }
    };
  }

  /** Ids of tasks, of all jobs, that were not heard of for too long. */
  Map<String, TaskWatch> overdue(Instant listeningSince, Instant now, TaskLife life) {
    Map<String, TaskWatch> overdue = new TreeMap<>();
    watches.forEach(
        (taskId, watch) -> {
          if (watch.isOverdue(listeningSince, now, life)) {
            overdue.put(taskId, watch);
          }
        });
    return overdue;
  }

  /** Jobs whose deadline has passed. */
  List<String> expired(Instant now) {
    return upTo(now, deadlines);
  }

  /** Jobs that ended by then, and are still known. */
  List<String> endedBy(Instant then) {
    return upTo(then, ends);
  }

  private static List<String> upTo(Instant then, Table<Long> times) {
    List<String> jobs = new ArrayList<>();
    times.forEach(
        (jobId, time) -> {
          if (then.toEpochMilli() >= time) {
            jobs.add(jobId);
          }
        });
    return jobs.stream().sorted().toList();
  }

  /**
   * Keeps nothing of a job.
   *
   * @return the indices of the layers that were known
   */
  List<Integer> remove(String jobId) {
    String prefix = jobId + SEPARATOR;
    logits.keys(prefix).forEach(logits::delete);
    List<String> known = layers.keys(prefix);
    known.forEach(layers::delete);
    headers.delete(jobId);
    ends.delete(jobId);
    return known.stream().map(key -> Integer.valueOf(key.substring(prefix.length()))).toList();
  }

  /** A task goes out for the first time. */
  void issue(Task task, Instant now) {
    issued.put(task.header().taskId(), task);
    watch(task.header().taskId(), TaskWatch.first(task.header().attempt(), now));
  }

  /** A task that is out. */
  Task issued(String taskId) {
    return issued
        .get(taskId)
        .orElseThrow(() -> new IllegalStateException("lost the task " + taskId));
  }

  void watch(String taskId, TaskWatch watch) {
    watches.put(taskId, watch);
  }

  /** What is remembered of the task that an event is about. */
  Optional<TaskWatch> watch(TaskEvent event) {
    return watches
        .get(event.task().taskId())
        .filter(watch -> watch.attempt() == event.task().attempt());
  }

  /** Stalls of the task that an event is about, the event included. */
  TaskStalls stallsWith(TaskEvent.Stalled event) {
    return stalls
        .get(event.task().taskId())
        .filter(known -> known.attempt() == event.task().attempt())
        .orElseGet(() -> TaskStalls.none(event.task().attempt()))
        .with(event);
  }

  void stalled(String taskId, TaskStalls known) {
    stalls.put(taskId, known);
  }

  /** A task is not out any more. */
  void forget(String taskId) {
    issued.delete(taskId);
    watches.delete(taskId);
    stalls.get(taskId).ifPresent(known -> stalls.delete(taskId));
  }

  void apply(String jobId, Decision decision) {
    decision
        .state()
        .ifPresent(
            state -> {
              headers.put(jobId, state);
              keepTimes(jobId, state);
            });
    for (Decision.LayerUpdate update : decision.layers()) {
      String key = key(jobId, update.index());
      update.entry().ifPresentOrElse(entry -> layers.put(key, entry), () -> layers.delete(key));
    }
    for (Decision.LogitsUpdate update : decision.logits()) {
      logits.put(key(jobId, update.firstDraw()), update.logits().hex());
    }
  }

  private void keepTimes(String jobId, JobState state) {
    boolean ended = state.isTerminal();
    keep(deadlines, jobId, ended ? Optional.empty() : state.request().submission().deadline());
    keep(ends, jobId, ended ? state.view().finishedAt() : Optional.empty());
  }

  private static void keep(Table<Long> times, String jobId, Optional<Instant> time) {
    Optional<Long> kept = time.map(Instant::toEpochMilli);
    if (!times.get(jobId).equals(kept)) {
      kept.ifPresentOrElse(millis -> times.put(jobId, millis), () -> times.delete(jobId));
    }
  }

  private static String key(String jobId, int index) {
    return jobId + SEPARATOR + index;
  }
}
