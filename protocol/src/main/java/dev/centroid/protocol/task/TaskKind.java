package dev.centroid.protocol.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Kinds of tasks, as metrics, logs and people name them. */
public enum TaskKind {
  @JsonProperty("inspect")
  INSPECT,
  @JsonProperty("teach")
  TEACH,
  @JsonProperty("tune")
  TUNE,
  @JsonProperty("average")
  AVERAGE,
  @JsonProperty("sensitivity")
  SENSITIVITY,
  @JsonProperty("choices")
  CHOICES,
  @JsonProperty("allocate")
  ALLOCATE,
  @JsonProperty("quantize")
  QUANTIZE,
  @JsonProperty("recalibrate")
  RECALIBRATE,
  @JsonProperty("package")
  PACKAGE,
  @JsonProperty("evaluate")
  EVALUATE;

  /** The name in metrics and logs, e.g. {@code quantize}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
