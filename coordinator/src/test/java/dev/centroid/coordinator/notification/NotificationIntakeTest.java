package dev.centroid.coordinator.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.artifact.s3.S3Server;
import dev.centroid.coordinator.broker.TestBroker;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.retry.Backoff;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.topic.TopicAdmin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and a real server of S3. */
final class NotificationIntakeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Retries QUICK = new Retries(Backoff.constant(Duration.ofMillis(50)), 3);
  private static final String RECIPE = "a recipe";
  private static final String DATA = "some data";

  @TempDir private static Path brokerDirectory;
  private static TestBroker broker;
  private static S3Server s3;

  @TempDir private Path directory;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<SubmissionRequest> submitted = new CopyOnWriteArrayList<>();
  private DirectoryArtifactStore artifacts;

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start(brokerDirectory);
    s3 = new S3Server();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      TopicAdmin.ensure(admin, 1, (short) 1);
    }
    s3.putModel("data.safetensors", bytes(DATA));
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
    s3.stop();
  }

  @BeforeEach
  void prepare() throws Exception {
    Files.writeString(directory.resolve("recipe.yaml"), RECIPE);
    artifacts = new DirectoryArtifactStore(directory.resolve("artifacts"));
  }

  @AfterEach
  void noneIsLeft() {
    registry.close();
  }

  @Test
  void theJobOfAnObjectHasItsContentAndWhatTheRuleNames() throws Exception {
    s3.putModel("incoming/first.pt", bytes("the first model"));

    following(
        this::submit,
        () -> {
          tell("incoming/first.pt", "one");
          awaitOutcome("submitted", 1);
        });

    JobInputs inputs = submitted.get(0).submission().inputs();
    assertThat(artifacts.read(inputs.model())).isEqualTo(bytes("the first model"));
    assertThat(artifacts.read(inputs.train())).isEqualTo(bytes(DATA));
    assertThat(inputs.evaluation()).isEqualTo(Sha256.of(bytes(DATA)));
    assertThat(artifacts.read(inputs.recipe())).isEqualTo(bytes(RECIPE));
    assertThat(submitted.get(0).submission().seed()).isEqualTo(7);
  }

  @Test
  void whatIsToldTwiceIsOneJobAndOtherContentIsAnother() throws Exception {
    s3.putModel("incoming/twice.pt", bytes("a model"));

    following(
        this::submit,
        () -> {
          for (String eTag : List.of("one", "one", "two")) {
            tell("incoming/twice.pt", eTag);
          }
          awaitOutcome("submitted", 3);
        });

    assertThat(submitted.get(1).jobId()).isEqualTo(submitted.get(0).jobId());
    assertThat(submitted.get(2).jobId()).isNotEqualTo(submitted.get(0).jobId());
  }

  @Test
  void whatFailsForAWhileIsTriedAgain() throws Exception {
    s3.putModel("incoming/again.pt", bytes("a model"));
    AtomicInteger tries = new AtomicInteger();

    following(
        request -> {
          if (tries.incrementAndGet() <= QUICK.most()) {
            throw new KafkaException("no broker now");
          }
          return submit(request);
        },
        () -> {
          tell("incoming/again.pt", "one");
          awaitOutcome("submitted", 1);
        });

    assertThat(count("failed")).isZero();
  }

  @Test
  void whatIsGoneIsGivenUpAndHoldsUpNothing() throws Exception {
    s3.putModel("incoming/there.pt", bytes("a model"));

    following(
        this::submit,
        () -> {
          tell("incoming/gone.pt", "one");
          tell("incoming/there.pt", "one");
          awaitOutcome("submitted", 1);
        });

    assertThat(count("failed")).isOne();
  }

  @Test
  void whatCannotBeReadHoldsUpNothing() throws Exception {
    s3.putModel("incoming/readable.pt", bytes("a model"));

    following(
        this::submit,
        () -> {
          send(bytes("no JSON"));
          tell("incoming/readable.pt", "one");
          awaitOutcome("submitted", 1);
        });

    assertThat(count("failed")).isOne();
  }

  @Test
  void whatWasBegunWhenItEndedIsDoneByTheNext() throws Exception {
    s3.putModel("incoming/left.pt", bytes("a model"));
    AtomicInteger tries = new AtomicInteger();
    Retries endless = new Retries(new Backoff(Duration.ofMillis(50), Duration.ofMinutes(10)), 1000);
    following(
        request -> {
          tries.incrementAndGet();
          throw new KafkaException("no broker now");
        },
        endless,
        () -> {
          tell("incoming/left.pt", "one");
          await().atMost(PATIENCE).until(() -> tries.get() > 0);
        });

    following(
        this::submit,
        () -> {
          awaitOutcome("submitted", 1);
        });
  }

  private String submit(SubmissionRequest request) {
    submitted.add(request);
    return request.jobId();
  }

  private void following(Function<SubmissionRequest, String> submit, Runnable meanwhile) {
    following(submit, QUICK, meanwhile);
  }

  private void following(
      Function<SubmissionRequest, String> submit, Retries retries, Runnable meanwhile) {
    try (NotificationIntake intake =
        NotificationIntake.start(kafka(), book(), submit, retries, registry)) {
      meanwhile.run();
      assertThat(intake.isAlive()).isTrue();
    }
  }

  private RuleBook book() {
    InputReference data = InputReference.parse("s3://" + S3Server.MODELS + "/data.safetensors");
    CompressionRule rule =
        new CompressionRule(
            "incoming",
            S3Server.MODELS,
            "incoming/",
            ".pt",
            InputReference.parse(directory.resolve("recipe.yaml").toAbsolutePath().toString()),
            data,
            data,
            7,
            1);
    return new RuleBook(List.of(rule), s3.objects(), artifacts);
  }

  private static KafkaClientSettings kafka() {
    return KafkaClientSettings.of(broker.bootstrapServers(), Optional.empty());
  }

  private static void tell(String key, String eTag) {
    send(Messages.ofAmazon(S3Server.MODELS, key, eTag));
  }

  private static void send(byte[] message) {
    try (NotificationLog log = new NotificationLog(kafka())) {
      log.append(message);
    }
  }

  private void awaitOutcome(String outcome, int times) {
    await().atMost(PATIENCE).until(() -> count(outcome) == times);
  }

  private double count(String outcome) {
    return registry.get("centroid.notifications").tag("outcome", outcome).counter().count();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
