package dev.centroid.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.coordinator.broker.TestBroker;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.TopicSetupException;
import dev.centroid.protocol.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that lack what the system needs: each is named, with what to change, at the start. */
class UnfitBrokerTest {

  private static final Duration LOCK = Duration.ofSeconds(10);

  @TempDir private Path directory;

  private void startOn(Map<String, String> settings, Map<String, Short> features, int replication)
      throws Exception {
    startOn(settings, features, replication, LOCK);
  }

  private void startOn(
      Map<String, String> settings, Map<String, Short> features, int replication, Duration lock)
      throws Exception {
    try (TestBroker broker =
        TestBroker.start(directory.resolve("broker"), TestBroker.freePort(), settings, features)) {
      Coordinator.start(
              new CoordinatorSettings(
                  KafkaClientSettings.plain(broker.bootstrapServers()),
                  directory.resolve("state"),
                  1,
                  (short) replication,
                  lock,
                  Duration.ZERO,
                  1,
                  JobPolicy.standard()),
              new SimpleMeterRegistry(),
              Tracing.off())
          .close();
    }
  }

  @Test
  void shareGroupsThatAreOff() {
    assertThatThrownBy(() -> startOn(Map.of(), Map.of("share.version", (short) 0), 1))
        .isInstanceOf(TopicSetupException.class)
        .hasMessageContaining("share groups are off")
        .hasMessageContaining("kafka-features.sh")
        .hasMessageContaining("--feature share.version=1");
  }

  @Test
  void aLockThatIsTooShortForThem() {
    assertThatThrownBy(
            () -> startOn(Map.of("group.share.min.record.lock.duration.ms", "15000"), Map.of(), 1))
        .isInstanceOf(TopicSetupException.class)
        .hasMessageContaining("broker 1: group.share.min.record.lock.duration.ms is 15000")
        .hasMessageContaining("set it to 10000 there")
        .hasMessageContaining("centroid.kafka.task-lock=15000ms here");
  }

  @Test
  void aLockThatIsTooLongForThem() {
    Map<String, String> shortLocks =
        Map.of(
            "group.share.record.lock.duration.ms", "30000",
            "group.share.max.record.lock.duration.ms", "30000");

    assertThatThrownBy(() -> startOn(shortLocks, Map.of(), 1, Duration.ofSeconds(31)))
        .isInstanceOf(TopicSetupException.class)
        .hasMessageContaining("group.share.max.record.lock.duration.ms is 30000")
        .hasMessageContaining("set it to 31000 there");
  }

  @Test
  void stateOfShareGroupsOnMoreBrokersThanThereAre() {
    Map<String, String> threeCopies =
        Map.of("share.coordinator.state.topic.replication.factor", "3");

    assertThatThrownBy(() -> startOn(threeCopies, Map.of(), 1))
        .isInstanceOf(TopicSetupException.class)
        .hasMessageContaining("__share_group_state is to have 3 copies")
        .hasMessageContaining("share.coordinator.state.topic.replication.factor=1");
  }

  @Test
  void everythingThatIsMissingAtOnce() {
    Map<String, String> settings =
        Map.of(
            "share.coordinator.state.topic.min.isr", "2",
            "transaction.state.log.replication.factor", "3");

    assertThatThrownBy(() -> startOn(settings, Map.of("share.version", (short) 0), 2))
        .isInstanceOf(TopicSetupException.class)
        .hasMessageContaining("share groups are off")
        .hasMessageContaining("set share.coordinator.state.topic.min.isr=1")
        .hasMessageContaining("set transaction.state.log.replication.factor=1")
        .hasMessageContaining("set centroid.kafka.replication=1")
        .satisfies(lacking -> assertThat(lacking.getMessage()).doesNotContain("\n"));
  }
}
