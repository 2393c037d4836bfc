package dev.centroid.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A job as its server-sent events tell it: {@code details} says all, {@code job} and {@code layer}
 * what changed since. Not safe for several threads.
 */
final class JobMirror {

  private final TreeMap<Integer, LayerView> layers = new TreeMap<>();
  private Optional<JobView> job = Optional.empty();

  /**
   * Takes an event into account.
   *
   * @param name of the event; those that say nothing of the job's own state are passed over
   * @param data its JSON
   * @return whether the job is another than before
   * @throws JsonProcessingException if the data is not what the name says
   */
  boolean accept(String name, String data) throws JsonProcessingException {
    switch (name) {
      case "details" -> {
        JobDetails details = Json.mapper().readValue(data, JobDetails.class);
        job = Optional.of(details.job());
        layers.clear();
        details.layers().forEach(this::put);
      }
      case "job" -> job = Optional.of(Json.mapper().readValue(data, JobView.class));
      case "layer" -> put(Json.mapper().readValue(data, LayerView.class));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The job as it is now; empty before the first {@code details}. */
  Optional<JobDetails> details() {
    return job.map(view -> new JobDetails(view, layers.values().stream().toList()));
  }

  private void put(LayerView layer) {
    layers.put(layer.plan().index(), layer);
  }
}
