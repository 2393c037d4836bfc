package dev.centroid.protocol.view;

import java.util.List;

/**
 * A job with all its layers: the answer of {@code GET /v1/jobs/{id}}.
 *
 * @param job the job
 * @param layers in the model's order; empty until the model was inspected
 */
public record JobDetails(JobView job, List<LayerView> layers) {
  public JobDetails {
    layers = List.copyOf(layers);
  }
}
