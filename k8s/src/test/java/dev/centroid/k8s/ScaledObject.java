package dev.centroid.k8s;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;

/**
 * KEDA's resource, of which there is no type for Java: the fields are those of the npm package
 * {@code @kubernetes-models/keda} 2.0.0, less those that we do not use.
 */
record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

  record Spec(
      Target scaleTargetRef,
      Integer pollingInterval,
      Integer initialCooldownPeriod,
      Integer cooldownPeriod,
      Integer idleReplicaCount,
      Integer minReplicaCount,
      Integer maxReplicaCount,
      Fallback fallback,
      List<Trigger> triggers) {}

  record Target(String apiVersion, String kind, String name, String envSourceContainerName) {}

  record Fallback(Integer failureThreshold, Integer replicas, String behavior) {}

  record Trigger(
      String type,
      String name,
      Map<String, String> metadata,
      String metricType,
      Boolean useCachedMetrics) {}
}
