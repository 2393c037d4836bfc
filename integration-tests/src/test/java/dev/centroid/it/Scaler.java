package dev.centroid.it;

import java.util.OptionalDouble;

/**
 * How many workers KEDA and the autoscaler of Kubernetes come to want: none while the query's value
 * is not above the activation threshold, otherwise one for each threshold of it, within bounds.
 *
 * @param query of Prometheus
 */
record Scaler(String query, double threshold, double activation, int fewest, int most) {

  /** Reads a ScaledObject with one trigger. */
  static Scaler of(Yaml scaledObject) {
    Yaml trigger = scaledObject.at("spec", "triggers", 0, "metadata");
    return new Scaler(
        trigger.text("query"),
        Double.parseDouble(trigger.text("threshold")),
        Double.parseDouble(trigger.text("activationThreshold")),
        Integer.parseInt(scaledObject.at("spec").text("minReplicaCount")),
        Integer.parseInt(scaledObject.at("spec").text("maxReplicaCount")));
  }

  /** Of the query's value; without one KEDA leaves things as they are, which here is an error. */
  int replicas(OptionalDouble value) {
    double backlog =
        value.orElseThrow(() -> new IllegalStateException("the query has no value: " + query));
    if (backlog <= activation) {
      return fewest;
    }
    return (int) Math.min(most, Math.max(1, Math.ceil(backlog / threshold)));
  }
}
