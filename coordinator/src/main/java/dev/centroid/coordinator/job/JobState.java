package dev.centroid.coordinator.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.protocol.view.JobView;
import java.time.Instant;

/**
 * Where a job is, its layers apart ({@link JobEntries}). Each record's methods are its transitions;
 * all of them are pure, and none says anything twice when it is told something twice.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Inspecting.class, name = "inspecting"),
  @JsonSubTypes.Type(value = Running.class, name = "running"),
  @JsonSubTypes.Type(value = Paused.class, name = "paused"),
  @JsonSubTypes.Type(value = Completed.class, name = "completed"),
  @JsonSubTypes.Type(value = Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Cancelled.class, name = "cancelled"),
})
public sealed interface JobState permits Cancelled, Completed, Failed, Paused, UnderWay {

  /** What anybody may see of it. */
  JobView view();

  /** The same job was asked for again. */
  default Decision resubmitted(JobSubmission submission, Instant at) {
    return Decision.none(this, Verdict.DUPLICATE);
  }

  /** What was asked for. */
  JobRequest request();

  /** Which attempt of the job it is, from 1. */
  default int attempt() {
    return request().attempt();
  }

  /** Whether nothing more happens unless the job is asked for again. */
  @JsonIgnore
  default boolean isTerminal() {
    return false;
  }

  /** Whether the job waits for a task of its present attempt. */
  default boolean awaits(String taskId) {
    return false;
  }

  /** A worker told some layers of the plan. */
  default Decision layersPlanned(TaskEvent.LayersPlanned event, JobEntries entries) {
    return Decision.none(this, Verdict.LATE);
  }

  /** A worker told how far it is. */
  default Decision progressed(TaskEvent.Progress event, JobPolicy policy) {
    return Decision.none(this, Verdict.LATE);
  }

  /** A worker has done a task. */
  default Decision completed(TaskEvent.Completed event, JobEntries entries, JobPolicy policy) {
    return Decision.none(this, Verdict.LATE);
  }

  /** A user wants no more of it. */
  default Decision cancelled(Instant at) {
    return Decision.none(this, Verdict.LATE);
  }

  /** A user wants it to wait. */
  default Decision paused(Instant at) {
    return Decision.none(this, Verdict.LATE);
  }

  /** A user wants it to go on. */
  default Decision resumed(Instant at, JobEntries entries) {
    return Decision.none(this, isTerminal() ? Verdict.LATE : Verdict.DUPLICATE);
  }

  /** Its deadline has passed. */
  default Decision expired(Instant at) {
    return Decision.none(this, Verdict.LATE);
  }

  /** A worker gave a task up for good. */
  default Decision failed(TaskEvent.Failed event) {
    return Decision.none(this, Verdict.LATE);
  }
}
