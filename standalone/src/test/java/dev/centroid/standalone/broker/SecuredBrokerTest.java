package dev.centroid.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.coordinator.Coordinator;
import dev.centroid.coordinator.CoordinatorSettings;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.codebook.GrpcCodebookClient;
import dev.centroid.protocol.kafka.BrokerAccess;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.TopicSetupException;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.queue.Worker;
import dev.centroid.worker.queue.WorkerSettings;
import dev.centroid.worker.service.MicrometerTaskMeter;
import dev.centroid.worker.task.TaskRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinator and worker with brokers that let only some in. */
class SecuredBrokerTest {

  private static final Path SAMPLE = Path.of("../samples/glyphs");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(20);
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

  private Coordinator coordinator(KafkaClientSettings kafka) {
    return Coordinator.start(
        new CoordinatorSettings(
            kafka,
            directory.resolve("state"),
            1,
            (short) 1,
            Duration.ofSeconds(5),
            ANSWER,
            1,
            JobPolicy.standard()),
        new SimpleMeterRegistry(),
        Tracing.off());
  }

  private static Worker worker(
      KafkaClientSettings kafka, DirectoryArtifactStore artifacts, GrpcCodebookClient codebooks) {
    return new Worker(
        new WorkerSettings("secured", kafka.properties(), Set.of(Task.Queue.values()), 5),
        new TaskRunner(TorchEngine.start("cpu"), artifacts, codebooks),
        new MicrometerTaskMeter(new SimpleMeterRegistry()),
        InstantSource.system());
  }

  private static JobInputs sample(DirectoryArtifactStore artifacts) throws Exception {
    return new JobInputs(
        artifacts.put(Files.readAllBytes(SAMPLE.resolve("model.pt"))),
        artifacts.put(Files.readAllBytes(SAMPLE.resolve("train.safetensors"))),
        artifacts.put(Files.readAllBytes(SAMPLE.resolve("eval.safetensors"))),
        artifacts.put(Files.readAllBytes(SAMPLE.resolve("recipe.yaml"))));
  }

  @Test
  void tasksGoThroughForThoseWhoHaveACertificate() throws Exception {
    KafkaClientSettings kafka = certificate(ours.issue("centroid"), ours.authority());
    DirectoryArtifactStore artifacts = new DirectoryArtifactStore(directory.resolve("artifacts"));
    SubmissionRequest request =
        new SubmissionRequest("/test", "a job", new JobSubmission(sample(artifacts), 1, 1));
    try (Coordinator coordinator = coordinator(kafka);
        GrpcCodebookClient unasked =
            GrpcCodebookClient.connect(LoopbackPort.HOST, LoopbackPort.free());
        Worker worker = worker(kafka, artifacts, unasked)) {
      // given
      assertThat(coordinator.awaitReady(PATIENCE)).isTrue();
      worker.start();

      // when
      String jobId = coordinator.submit(request);

      // then
      assertThat(coordinator.views().await(jobId, job -> job.before().isPresent(), PATIENCE))
          .as("the model as given is measured, by the job's second task")
          .isTrue();
    }
  }

  @Test
  void aCertificateOfStrangersIsRefusedInOneLine() throws Exception {
    KafkaClientSettings kafka = certificate(strangers.issue("centroid"), ours.authority());

    assertThatThrownBy(() -> coordinator(kafka))
        .isInstanceOf(TopicSetupException.class)
        .satisfies(SecuredBrokerTest::isOneLine)
        .hasMessageContaining(broker.certificateListener())
        .hasMessageContaining("bad_certificate")
        .hasMessageContaining("centroid.kafka.client-properties");
  }

  @Test
  void brokersThatAreNotTrustedAreNotUsed() throws Exception {
    KafkaClientSettings kafka = certificate(ours.issue("centroid"), strangers.authority());

    assertThatThrownBy(() -> BrokerAccess.requireAccepted(kafka, ANSWER))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(SecuredBrokerTest::isOneLine)
        .hasMessageContaining(broker.certificateListener())
        .hasMessageContaining("PKIX path");
  }

  @Test
  void theRightPasswordIsLetIn() throws Exception {
    KafkaClientSettings kafka = password(PASSWORD);

    assertThatNoException().isThrownBy(() -> BrokerAccess.requireAccepted(kafka, ANSWER));
  }

  @Test
  void aWrongPasswordIsRefusedAndNotRepeated() throws Exception {
    KafkaClientSettings kafka = password("another password");

    assertThatThrownBy(() -> BrokerAccess.requireAccepted(kafka, ANSWER))
        .isInstanceOf(InvalidInputException.class)
        .satisfies(SecuredBrokerTest::isOneLine)
        .hasMessageContaining("Authentication failed")
        .hasMessageNotContaining("another password");
  }

  private static void isOneLine(Throwable refused) {
    assertThat(refused.getMessage()).doesNotContain("\n");
  }
}
