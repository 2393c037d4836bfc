package dev.centroid.protocol.topic;

import dev.centroid.protocol.topic.ClusterState.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a cluster has what the system needs. Where something is missing Kafka itself says nothing
 * at the start: share groups hang, or a group is never given a task.
 *
 * @param replication copies of a topic to be created
 * @param taskLock how long a worker holds a task without renewing it
 */
record ClusterCheck(short replication, Duration taskLock) {

  /**
   * The first {@code metadata.version} of Kafka 4.2, which has what workers use of share groups.
   */
  static final int FIRST_OF_KAFKA_4_2 = 28;

  private static final String SHORTEST_LOCK = "group.share.min.record.lock.duration.ms";
  private static final String LONGEST_LOCK = "group.share.max.record.lock.duration.ms";

  /** Topics that Kafka creates for itself when they are first needed, and what sets them up. */
  private static final List<InternalTopic> INTERNAL_TOPICS =
      List.of(
          new InternalTopic("__consumer_offsets", "offsets.topic", "min.insync.replicas"),
          new InternalTopic(
              "__transaction_state", "transaction.state.log", "transaction.state.log.min.isr"),
          new InternalTopic(
              "__share_group_state",
              "share.coordinator.state.topic",
              "share.coordinator.state.topic.min.isr"));

  /**
   * @param name on the brokers
   * @param prefix of its settings
   * @param fewestInSync the setting of how many copies must be in step for a write
   */
  private record InternalTopic(String name, String prefix, String fewestInSync) {

    String replicationSetting() {
      return prefix + ".replication.factor";
    }
  }

  /**
   * Something that is missing.
   *
   * @param line what, and what to change
   * @param mayPass whether it may be there in a moment
   */
  record Lack(String line, boolean mayPass) {}

  /**
   * Does nothing if the cluster has it all.
   *
   * @throws TopicSetupException if not: names everything that is missing, each with the line to
   *     change
   */
  void require(ClusterState cluster) {
    List<Lack> lacks = lacks(cluster);
    if (!lacks.isEmpty()) {
      throw new TopicSetupException(
          "the brokers lack what Centroid needs: "
              + lacks.stream().map(Lack::line).collect(Collectors.joining("; and ")),
          lacks.stream().allMatch(Lack::mayPass));
    }
  }

  /** Everything that is missing. */
  List<Lack> lacks(ClusterState cluster) {
    if (cluster.metadataVersionSupported() < FIRST_OF_KAFKA_4_2) {
      return List.of(
          new Lack("they are older than Kafka 4.2; upgrade them to 4.2 or newer", false));
    }
    List<Lack> lacks = new ArrayList<>();
    if (cluster.shareVersion() < 1) {
      lacks.add(
          new Lack(
              "share groups are off; turn them on with `kafka-features.sh --bootstrap-server"
                  + " HOST:PORT upgrade --feature share.version=1`",
              false));
    }
    lacks.addAll(ofSettings(cluster));
    if (replication > cluster.brokers() && misses(cluster)) {
      lacks.add(
          new Lack(
              "topics are to have "
                  + copies(replication, cluster)
                  + "; set centroid.kafka.replication="
                  + cluster.brokers()
                  + ", or start more brokers",
              true));
    }
    return lacks;
  }

  private static boolean misses(ClusterState cluster) {
    return !cluster
        .topics()
        .containsAll(List.of(Topic.values()).stream().map(Topic::topicName).toList());
  }

  /** What several brokers lack is said once, with all their ids. */
  private List<Lack> ofSettings(ClusterState cluster) {
    Map<Lack, TreeSet<Integer>> brokersByLack = new LinkedHashMap<>();
    cluster
        .settings()
        .forEach(
            (id, settings) ->
                ofBroker(cluster, settings)
                    .forEach(
                        lack ->
                            brokersByLack
                                .computeIfAbsent(lack, unused -> new TreeSet<>())
                                .add(id)));
    return brokersByLack.entrySet().stream()
        .map(
            entry ->
                new Lack(
                    "broker "
                        + entry.getValue().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "))
                        + ": "
                        + entry.getKey().line(),
                    entry.getKey().mayPass()))
        .toList();
  }

  private List<Lack> ofBroker(ClusterState cluster, Settings settings) {
    List<Lack> lacks = new ArrayList<>();
    long lock = taskLock.toMillis();
    settings
        .number(SHORTEST_LOCK)
        .filter(shortest -> shortest > lock)
        .ifPresent(shortest -> lacks.add(ofLock(SHORTEST_LOCK, shortest)));
    settings
        .number(LONGEST_LOCK)
        .filter(longest -> longest < lock)
        .ifPresent(longest -> lacks.add(ofLock(LONGEST_LOCK, longest)));
    for (InternalTopic topic : INTERNAL_TOPICS) {
      // One that is there may have brokers that are away for a moment.
      if (!cluster.topics().contains(topic.name())) {
        lacks.addAll(ofTopic(topic, cluster, settings));
      }
    }
    return lacks;
  }

  private Lack ofLock(String setting, long bound) {
    return new Lack(
        setting
            + " is "
            + bound
            + ", but a worker is to hold a task for "
            + taskLock.toMillis()
            + " ms; set it to "
            + taskLock.toMillis()
            + " there, or set centroid.kafka.task-lock="
            + bound
            + "ms here",
        false);
  }

  private static List<Lack> ofTopic(InternalTopic topic, ClusterState cluster, Settings settings) {
    List<Lack> lacks = new ArrayList<>();
    long replication = settings.number(topic.replicationSetting()).orElse(1L);
    if (replication > cluster.brokers()) {
      lacks.add(
          new Lack(
              topic.name()
                  + " is to have "
                  + copies(replication, cluster)
                  + "; set "
                  + topic.replicationSetting()
                  + "="
                  + cluster.brokers()
                  + " there, or start more brokers",
              true));
    }
    settings
        .number(topic.fewestInSync())
        .filter(fewest -> fewest > replication)
        .ifPresent(
            fewest ->
                lacks.add(
                    new Lack(
                        topic.name()
                            + " is to have "
                            + replication
                            + " copies, of which "
                            + fewest
                            + " must be in step, so nothing could be written; set "
                            + topic.fewestInSync()
                            + "="
                            + replication
                            + " there",
                        false)));
    return lacks;
  }

  private static String copies(long replication, ClusterState cluster) {
    int up = cluster.brokers();
    return replication + " copies, but " + (up == 1 ? "1 broker is up" : up + " brokers are up");
  }
}
