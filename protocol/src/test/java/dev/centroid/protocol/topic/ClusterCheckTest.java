package dev.centroid.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.topic.ClusterCheck.Lack;
import dev.centroid.protocol.topic.ClusterState.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {

  private static final int KAFKA_4_2 = ClusterCheck.FIRST_OF_KAFKA_4_2;
  private static final ClusterCheck CHECK = new ClusterCheck((short) 3, Duration.ofSeconds(15));

  /** Kafka's own defaults. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "group.share.min.record.lock.duration.ms", "15000",
          "group.share.max.record.lock.duration.ms", "60000",
          "min.insync.replicas", "1",
          "offsets.topic.replication.factor", "3",
          "transaction.state.log.replication.factor", "3",
          "transaction.state.log.min.isr", "2",
          "share.coordinator.state.topic.replication.factor", "3",
          "share.coordinator.state.topic.min.isr", "2");

  private static ClusterState cluster(int release, int share, Set<String> topics, int brokers) {
    SortedMap<Integer, Settings> settings = new TreeMap<>();
    for (int id = 1; id <= brokers; id++) {
      settings.put(id, new Settings(DEFAULTS));
    }
    return new ClusterState(release, share, topics, settings);
  }

  private static Settings with(String key, String value) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    values.put(key, value);
    return new Settings(values);
  }

  @Test
  void threeBrokersAsTheyComeLackNothing() {
    assertThat(CHECK.lacks(cluster(KAFKA_4_2, 1, Set.of(), 3))).isEmpty();
  }

  @Test
  void olderBrokersAreNamedAndNothingElse() {
    assertThat(CHECK.lacks(cluster(KAFKA_4_2 - 1, 0, Set.of(), 1)))
        .containsExactly(
            new Lack("they are older than Kafka 4.2; upgrade them to 4.2 or newer", false));
  }

  @Test
  void brokersThatAreStillToComeAreWaitedFor() {
    assertThat(CHECK.lacks(cluster(KAFKA_4_2, 1, Set.of(), 1))).hasSize(4).allMatch(Lack::mayPass);
  }

  @Test
  void aBrokerThatIsAwayDoesNotMatterOnceTopicsAreThere() {
    Set<String> topics =
        new HashSet<>(Set.of("__consumer_offsets", "__transaction_state", "__share_group_state"));
    for (Topic topic : Topic.values()) {
      topics.add(topic.topicName());
    }

    assertThat(CHECK.lacks(cluster(KAFKA_4_2, 1, topics, 2))).isEmpty();
  }

  @Test
  void theOneBrokerThatDiffersIsNamed() {
    SortedMap<Integer, Settings> settings = new TreeMap<>();
    settings.put(1, new Settings(DEFAULTS));
    settings.put(2, with("group.share.max.record.lock.duration.ms", "10000"));
    settings.put(3, new Settings(DEFAULTS));

    assertThat(CHECK.lacks(new ClusterState(KAFKA_4_2, 1, Set.of(), settings)))
        .singleElement()
        .satisfies(
            lack -> {
              assertThat(lack.line())
                  .startsWith("broker 2: group.share.max.record.lock.duration.ms is 10000");
              assertThat(lack.mayPass()).isFalse();
            });
  }

  @Test
  void whatAllBrokersLackIsSaidOnce() {
    ClusterCheck shortLock = new ClusterCheck((short) 3, Duration.ofSeconds(10));

    assertThat(shortLock.lacks(cluster(KAFKA_4_2, 1, Set.of(), 3)))
        .extracting(Lack::line)
        .singleElement()
        .asString()
        .startsWith("broker 1, 2, 3: group.share.min.record.lock.duration.ms is 15000");
  }
}
