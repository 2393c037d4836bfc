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
  void producerDoesNotTryForEver() {
    Map<String, Object> producer = new StreamsConfig(properties()).getProducerConfigs("client");

    assertThat(producer.get(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)).isEqualTo(60_000);
  }
}
