package dev.centroid.coordinator.job;

import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import java.time.Instant;
import java.util.Locale;

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
    CANCELLED;

    private static final String TYPE_PREFIX = "dev.centroid.compression.";

    /** In short, e.g. {@code layer.quantized}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The CloudEvent's type, e.g. {@code dev.centroid.compression.layer.quantized}. */
    public String type() {
      return TYPE_PREFIX + label();
    }
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
