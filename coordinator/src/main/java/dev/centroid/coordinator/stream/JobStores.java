package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.Decision;
import dev.centroid.coordinator.job.IssuedTask;
import dev.centroid.coordinator.job.JobEntries;
import dev.centroid.coordinator.job.JobState;
import dev.centroid.coordinator.job.LayerEntry;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.topic.JsonSerde;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The state of jobs: a header a job, an entry a layer, an entry a slice of teacher logits, each
 * backed by a changelog.
 *
 * @param headers by job
 * @param layers by job and index
 * @param logits by job and first step; values are digests
 * @param issued tasks that are out, by id
 */
record JobStores(
    KeyValueStore<String, JobState> headers,
    KeyValueStore<String, LayerEntry> layers,
    KeyValueStore<String, String> logits,
    KeyValueStore<String, IssuedTask> issued) {

  private static final String HEADERS = "jobs";
  private static final String LAYERS = "layers";
  private static final String LOGITS = "teacher-logits";
  private static final String ISSUED = "issued-tasks";

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
            Stores.persistentKeyValueStore(ISSUED),
            Serdes.String(),
            new JsonSerde<>(IssuedTask.class)));
  }

  static JobStores of(ProcessingContext context) {
    return new JobStores(
        context.getStateStore(HEADERS),
        context.getStateStore(LAYERS),
        context.getStateStore(LOGITS),
        context.getStateStore(ISSUED));
  }

  Optional<JobState> header(String jobId) {
    return Optional.ofNullable(headers.get(jobId));
  }

  JobEntries entries(String jobId) {
    return new JobEntries() {
      @Override
      public Optional<LayerEntry> layer(int index) {
        return Optional.ofNullable(layers.get(key(jobId, index)));
      }

      @Override
      public Optional<Digest> teacherLogits(int firstStep) {
        return Optional.ofNullable(logits.get(key(jobId, firstStep))).map(Digest::new);
      }
    };
  }

  /** The tasks that are out, of all jobs. */
  List<IssuedTask> issuedTasks() {
    List<IssuedTask> tasks = new ArrayList<>();
    try (KeyValueIterator<String, IssuedTask> all = issued.all()) {
      all.forEachRemaining(entry -> tasks.add(entry.value));
    }
    return tasks;
  }

  void remember(IssuedTask task) {
    issued.put(task.task().header().taskId(), task);
  }

  void forget(IssuedTask task) {
    issued.delete(task.task().header().taskId());
  }

  /** What is remembered of the task that an event is about. */
  Optional<IssuedTask> issued(TaskEvent event) {
    return Optional.ofNullable(issued.get(event.task().taskId()))
        .filter(task -> task.task().header().attempt() == event.task().attempt());
  }

  void apply(String jobId, Decision decision) {
    decision.state().ifPresent(state -> headers.put(jobId, state));
    for (Decision.LayerUpdate update : decision.layers()) {
      String key = key(jobId, update.index());
      update.entry().ifPresentOrElse(entry -> layers.put(key, entry), () -> layers.delete(key));
    }
    for (Decision.LogitsUpdate update : decision.logits()) {
      logits.put(key(jobId, update.firstStep()), update.logits().hex());
    }
  }

  private static String key(String jobId, int index) {
    return jobId + "/" + index;
  }
}
