package dev.centroid.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaClientSettingsTest {

  private static final String BROKERS = "broker:9093";

  @TempDir private Path directory;

  private KafkaClientSettings settings(String properties) throws IOException {
    Path file = Files.writeString(directory.resolve("client.properties"), properties);
    return KafkaClientSettings.of(BROKERS, Optional.of(file));
  }

  @Test
  void withoutAFileOnlyTheBrokersAreSet() {
    assertThat(KafkaClientSettings.of(BROKERS, Optional.empty()).properties())
        .isEqualTo(Map.of("bootstrap.servers", BROKERS));
  }

  @Test
  void whatIsWrittenReachesClients() throws IOException {
    KafkaClientSettings settings = settings("security.protocol = SSL\nssl.protocol: TLSv1.3\n");

    assertThat(settings.properties())
        .containsOnly(
            Map.entry("bootstrap.servers", BROKERS),
            Map.entry("security.protocol", "SSL"),
            Map.entry("ssl.protocol", "TLSv1.3"));
  }

  @Test
  void whatAClientNeedsWinsOverTheFile() throws IOException {
    KafkaClientSettings settings = settings("retry.backoff.ms=7\nreconnect.backoff.ms=8\n");

    assertThat(settings.with(Map.of("retry.backoff.ms", 100)))
        .containsEntry("retry.backoff.ms", 100)
        .containsEntry("reconnect.backoff.ms", "8");
  }

  @Test
  void secretsAreNotPrinted() throws IOException {
    KafkaClientSettings settings =
        settings("security.protocol=SSL\nssl.key.password=hush-hush-hush\n");

    assertThat(settings).asString().contains("ssl.key.password").doesNotContain("hush");
  }

  @Test
  void secretsOfAMountedFolderAreFetchedByClientsThemselves() throws IOException {
    Files.writeString(directory.resolve("password"), "hush-hush-hush");
    KafkaClientSettings settings =
        settings(
            """
            security.protocol=SSL
            config.providers=folder
            config.providers.folder.class=\
            org.apache.kafka.common.config.provider.DirectoryConfigProvider
            ssl.key.password=${folder:%s:password}
            """
                .formatted(directory));

    assertThat(settings.properties().get("ssl.key.password")).doesNotContain("hush");
    assertThat(
            new ProducerConfig(
                    settings.with(
                        Map.of(
                            "key.serializer",
                            "org.apache.kafka.common.serialization.StringSerializer",
                            "value.serializer",
                            "org.apache.kafka.common.serialization.StringSerializer")))
                .getPassword("ssl.key.password")
                .value())
        .isEqualTo("hush-hush-hush");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> KafkaClientSettings.of(BROKERS, Optional.of(missing)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("centroid.kafka.client-properties: " + missing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssl.keystor.location=x                            | ssl.keystor.location is no setting
          acks=1                                            | acks is for Centroid to set
          group.id=mine                                     | group.id is for Centroid to set
          bootstrap.servers=elsewhere:9092                  | bootstrap.servers is for Centroid to set
          security.protocol=TLS                             | security.protocol
          ssl.protocol=TLSv1.3                              | has no effect with security.protocol=PLAINTEXT
          security.protocol=SSL\\nsasl.mechanism=PLAIN       | sasl.mechanism has no effect with security.protocol=SSL
          security.protocol=SSL\\nssl.keystore.location=/no  | ssl.keystore.location names /no, which is not there
          security.protocol=SSL\\nssl.key.password=${env:NO} | ssl.key.password refers to a value that is not there
          """)
  void whatClientsWouldPassOverOrTellLateIsRefused(String properties, String why) {
    assertThatThrownBy(() -> settings(properties.replace("\\n", "\n")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("client.properties: ")
        .hasMessageContaining(why);
  }
}
