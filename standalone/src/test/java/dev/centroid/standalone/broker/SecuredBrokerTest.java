package dev.centroid.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.coordinator.Coordinator;
import dev.centroid.protocol.kafka.BrokerAccess;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.TopicSetupException;
import dev.centroid.quantization.InvalidInputException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinator and worker with brokers that let only some in. */
class SecuredBrokerTest {

  private static final String PASSWORD = "a password of the broker's user";

  @TempDir private static Path shared;
  private static Certificates ours;
  private static Certificates strangers;
  private static SecuredBroker broker;

  @TempDir private Path directory;

  @BeforeAll
  static void startBroker() throws Exception {
    ours = new Certificates(shared.resolve("ours"), "our authority");
    strangers = new Certificates(shared.resolve("strangers"), "an authority of strangers");
    broker =
        SecuredBroker.start(
            shared.resolve("broker"), ours.issue("broker"), ours.authority(), PASSWORD);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private KafkaClientSettings certificate(Path key, Path trusted) throws Exception {
    return settings(
        broker.certificateListener(),
        """
        security.protocol=SSL
        ssl.keystore.type=PEM
        ssl.keystore.location=%s
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        """
            .formatted(key, trusted));
  }

  private KafkaClientSettings password(String password) throws Exception {
    return settings(
        broker.passwordListener(),
        """
        security.protocol=SASL_SSL
        sasl.mechanism=PLAIN
        sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
        username="%s" password="%s";
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        """
            .formatted(SecuredBroker.USER, password, ours.authority()));
  }

  private KafkaClientSettings settings(String bootstrapServers, String properties)
      throws Exception {
    Path file = Files.writeString(directory.resolve("client.properties"), properties);
    return KafkaClientSettings.of(bootstrapServers, Optional.of(file));
  }

  @Test
  void tasksGoThroughForThoseWhoHaveACertificate() throws Exception {
    KafkaClientSettings kafka = certificate(ours.issue("centroid"), ours.authority());
    Services services = new Services(directory);

    try (Coordinator coordinator = services.coordinator(kafka, new SimpleMeterRegistry())) {
      assertThat(coordinator.awaitReady(Services.PATIENCE)).isTrue();
      services.assertTasksGoThrough(coordinator, kafka);
    }
  }

  @Test
  void aCertificateOfStrangersIsRefusedInOneLine() throws Exception {
    KafkaClientSettings kafka = certificate(strangers.issue("centroid"), ours.authority());
    Services services = new Services(directory);

    assertThatThrownBy(() -> services.coordinator(kafka, new SimpleMeterRegistry()))
        .isInstanceOf(TopicSetupException.class)
        .satisfies(SecuredBrokerTest::isOneLine)
        .hasMessageContaining(broker.certificateListener())
        .hasMessageContaining("bad_certificate")
        .hasMessageContaining("centroid.kafka.client-properties");
  }

  @Test
  void brokersThatAreNotTrustedAreNotUsed() throws Exception {
    KafkaClientSettings kafka = certificate(ours.issue("centroid"), strangers.authority());

    assertThatThrownBy(() -> BrokerAccess.requireAccepted(kafka, Services.ANSWER))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(SecuredBrokerTest::isOneLine)
        .hasMessageContaining(broker.certificateListener())
        .hasMessageContaining("PKIX path");
  }

  @Test
  void theRightPasswordIsLetIn() throws Exception {
    KafkaClientSettings kafka = password(PASSWORD);

    assertThatNoException().isThrownBy(() -> BrokerAccess.requireAccepted(kafka, Services.ANSWER));
  }

  @Test
  void aWrongPasswordIsRefusedAndNotRepeated() throws Exception {
    KafkaClientSettings kafka = password("another password");

    assertThatThrownBy(() -> BrokerAccess.requireAccepted(kafka, Services.ANSWER))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(SecuredBrokerTest::isOneLine)
        .hasMessageContaining("Authentication failed")
        .hasMessageNotContaining("another password");
  }

  private static void isOneLine(Throwable refused) {
    assertThat(refused.getMessage()).doesNotContain("\n");
  }
}
