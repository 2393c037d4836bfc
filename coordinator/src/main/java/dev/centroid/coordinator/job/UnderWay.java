package dev.centroid.coordinator.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.time.Instant;

/** A job that waits for tasks. */
@JsonSubTypes({
  @JsonSubTypes.Type(value = Inspecting.class, name = "inspecting"),
  @JsonSubTypes.Type(value = Running.class, name = "running"),
})
sealed interface UnderWay extends JobState permits Inspecting, Running {

  /** It goes on after a pause, as an attempt of its own, with all tasks that it waits for. */
  Decision goesOn(Instant at, JobEntries entries);

  @Override
  default Decision paused(Instant at) {
    return Paused.from(this, at);
  }
}
