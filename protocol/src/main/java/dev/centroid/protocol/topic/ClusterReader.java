package dev.centroid.protocol.topic;

import dev.centroid.protocol.topic.ClusterState.Settings;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Asks brokers what they are. */
final class ClusterReader {

  private static final String METADATA_VERSION = "metadata.version";
  private static final String SHARE_VERSION = "share.version";

  private ClusterReader() {}

  /**
   * The cluster as it is now.
   *
   * @throws TopicSetupException if it cannot be reached, or does not let itself be read
   */
  static ClusterState read(Admin admin) {
    Set<String> topics =
        AdminCalls.await(
            admin.listTopics(new ListTopicsOptions().listInternal(true)).names(),
            "list the topics");
    FeatureMetadata features =
        AdminCalls.await(
            admin.describeFeatures().featureMetadata(), "read what release the brokers are of");
    return new ClusterState(
        Optional.ofNullable(features.supportedFeatures().get(METADATA_VERSION))
            .map(SupportedVersionRange::maxVersion)
            .map(Short::intValue)
            .orElse(0),
        Optional.ofNullable(features.finalizedFeatures().get(SHARE_VERSION))
            .map(FinalizedVersionRange::maxVersionLevel)
            .map(Short::intValue)
            .orElse(0),
        topics,
        settings(admin));
  }

  private static SortedMap<Integer, Settings> settings(Admin admin) {
    Collection<Node> brokers =
        AdminCalls.await(admin.describeCluster().nodes(), "read which brokers there are");
    Map<ConfigResource, Config> configs =
        AdminCalls.await(
            admin
                .describeConfigs(
                    brokers.stream()
                        .map(Node::idString)
                        .map(id -> new ConfigResource(ConfigResource.Type.BROKER, id))
                        .toList())
                .all(),
            "read the brokers' settings");
    SortedMap<Integer, Settings> settings = new TreeMap<>();
    configs.forEach(
        (broker, config) -> settings.put(Integer.valueOf(broker.name()), readable(config)));
    return settings;
  }

  /** Without those that are secret. */
  private static Settings readable(Config config) {
    return new Settings(
        config.entries().stream()
            .filter(entry -> Objects.nonNull(entry.value()))
            .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
  }
}
