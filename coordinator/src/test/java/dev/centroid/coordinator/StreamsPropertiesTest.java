package dev.centroid.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

class StreamsPropertiesTest {

  private static Properties properties() {
    return StreamsProperties.of(
        new CoordinatorSettings(
            KafkaClientSettings.of("localhost:9092", Optional.empty()),
            Path.of("state"),
            4,
            (short) 1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            1,
            JobPolicy.standard()),
        "instance");
  }

  @Test
  void allStoresShareTheirMemory() {
    SharedRocksMemory memory = new SharedRocksMemory();
    try (Options one = storeOptions();
        Options other = storeOptions()) {
      memory.setConfig("one", one, Map.of());
      memory.setConfig("other", other, Map.of());

      assertThat(properties().get(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG))
          .isEqualTo(SharedRocksMemory.class);
      assertThat(one.writeBufferManager()).isSameAs(other.writeBufferManager());
    }
  }

  private static Options storeOptions() {
    return new Options().setTableFormatConfig(new BlockBasedTableConfig());
  }

  @Test
  void nothingHoldsBackTheTransactionThatIssuesATask() {
    StreamsConfig config = new StreamsConfig(properties());

    assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isLessThanOrEqualTo(10);
    assertThat(config.getLong(StreamsConfig.POLL_MS_CONFIG)).isLessThanOrEqualTo(10);
    assertThat(config.getProducerConfigs("client").get(ProducerConfig.LINGER_MS_CONFIG))
        .isEqualTo(0);
  }

  @Test
  void producerDoesNotTryForEver() {
    Map<String, Object> producer = new StreamsConfig(properties()).getProducerConfigs("client");

    assertThat(producer.get(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)).isEqualTo(60_000);
  }
}
