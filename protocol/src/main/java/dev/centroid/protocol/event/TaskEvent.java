package dev.centroid.protocol.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.centroid.protocol.task.Fingerprint;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.plan.LayerPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What workers tell of their tasks, on {@code centroid.task-events}, keyed by job. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TaskEvent.Started.class, name = "started"),
  @JsonSubTypes.Type(value = TaskEvent.LayersPlanned.class, name = "layersPlanned"),
  @JsonSubTypes.Type(value = TaskEvent.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = TaskEvent.Completed.class, name = "completed"),
  @JsonSubTypes.Type(value = TaskEvent.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = TaskEvent.Stalled.class, name = "stalled"),
})
public sealed interface TaskEvent {

  /** Of which task. */
  TaskRef task();

  /** When it happened, by the worker's clock. */
  Instant at();

  /**
   * @param jobId its job
   * @param taskId its id
   * @param kind its kind
   * @param attempt of the task
   * @param worker who works on it
   */
  record TaskRef(String jobId, String taskId, TaskKind kind, int attempt, String worker) {}

  /** A worker took the task. */
  record Started(TaskRef task, Instant at) implements TaskEvent {}

  /**
   * Some layers of the plan, a few hundred a record at most; all of them come before the inspect
   * task's completion.
   *
   * @param layers in order
   */
  record LayersPlanned(TaskRef task, Instant at, List<LayerPlan> layers) implements TaskEvent {
    public LayersPlanned {
      layers = List.copyOf(layers);
    }
  }

  /**
   * Also the heartbeat; at most a few a second.
   *
   * @param done units done: steps, batches or iterations
   * @param total units in all
   * @param loss of the newest step; NaN where there is none
   */
  record Progress(TaskRef task, Instant at, int done, int total, double loss)
      implements TaskEvent {}

  /**
   * @param startedAt when this worker began
   * @param outcome what it yields
   * @param fingerprint of the worker
   */
  record Completed(
      TaskRef task, Instant at, Instant startedAt, TaskOutcome outcome, Fingerprint fingerprint)
      implements TaskEvent {}

  /**
   * The task cannot be done, however often it is tried.
   *
   * @param reason one line for the user
   * @param badInput whether what the user gave is to blame
   */
  record Failed(TaskRef task, Instant at, String reason, boolean badInput) implements TaskEvent {}

  /**
   * The task made no progress for too long, and its worker's process ends. Published before the
   * process ends, so that the coordinator can count such ends whatever becomes of the broker.
   *
   * @param timeout time without progress after which the worker ends
   */
  record Stalled(TaskRef task, Instant at, Duration timeout) implements TaskEvent {}
}
