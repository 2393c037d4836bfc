package dev.centroid.protocol.topic;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A Kafka cluster as far as share groups and transactions depend on it.
 *
 * @param metadataVersionSupported the newest {@code metadata.version} that the brokers know, which
 *     tells their release
 * @param shareVersion the level of the feature {@code share.version} that the cluster was told to
 *     use; 0 is off
 * @param topics every topic, Kafka's own too
 * @param settings of each broker that is up, by its id
 */
record ClusterState(
    int metadataVersionSupported,
    int shareVersion,
    Set<String> topics,
    SortedMap<Integer, Settings> settings) {

  /** How many brokers are up. */
  int brokers() {
    return settings.size();
  }

  /**
   * The settings of one broker.
   *
   * @param values by name, defaults included
   */
  record Settings(Map<String, String> values) {

    /** One that is a whole number; empty if the broker has none of this name. */
    Optional<Long> number(String name) {
      return Optional.ofNullable(values.get(name)).map(Long::valueOf);
    }
  }
}
