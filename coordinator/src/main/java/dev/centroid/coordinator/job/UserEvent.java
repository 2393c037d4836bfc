package dev.centroid.coordinator.job;

import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import java.time.Instant;

/** News of a job for its user. */
public sealed interface UserEvent {

  /** Kinds of news. */
  enum Kind {
    ACCEPTED,
    LAYER_QUANTIZED,
    PROGRESS,
    PAUSED,
    RESUMED,
    COMPLETED,
    FAILED,
    CANCELLED
  }

  /** Its kind. */
  Kind kind();

  /** The same whenever the same is told again. */
  String id();

  /** When it happened. */
  Instant at();

  /** Of which job. */
  String jobId();

  /** What it is about, e.g. {@code jobs/4f0c/layers/conv1}. */
  String subject();

  /** The job or the layer as it is now. */
  Object data();

  /** News of a whole job. */
  record OfJob(Kind kind, String id, Instant at, JobView data) implements UserEvent {

    @Override
    public String jobId() {
      return data.jobId();
    }

    @Override
    public String subject() {
      return "jobs/" + jobId();
    }
  }

  /** News of one layer. */
  record OfLayer(Kind kind, String id, Instant at, LayerView data) implements UserEvent {

    @Override
    public String jobId() {
      return data.jobId();
    }

    @Override
    public String subject() {
      return "jobs/" + jobId() + "/layers/" + data.plan().name();
    }
  }
}
