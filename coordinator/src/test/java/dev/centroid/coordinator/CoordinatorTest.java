package dev.centroid.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.coordinator.broker.ScriptedWorker;
import dev.centroid.coordinator.broker.TestBroker;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.coordinator.stream.UndisturbedJob;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.topic.TopicSetupException;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobId;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.quantization.random.TestSeed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The coordinator on a real broker, with workers that are members of the real share groups. */
class CoordinatorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_POLLS = Duration.ofSeconds(1);
  private static final int NO_LIMIT = 1 << 20;
  private static final int PARTITIONS = 2;

  @TempDir private static Path brokerDirectory;
  private static TestBroker broker;

  @TempDir private Path stateDirectory;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start(brokerDirectory.resolve("data"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** A coordinator is a static member: the next test would wait until its session has expired. */
  @AfterEach
  void removeMembers() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      for (GroupListing group : admin.listGroups().all().get()) {
        if (group.groupId().equals(StreamsProperties.APPLICATION)
            && group.groupState().filter(state -> state != GroupState.EMPTY).isPresent()) {
          admin
              .removeMembersFromConsumerGroup(
                  group.groupId(), new RemoveMembersFromConsumerGroupOptions())
              .all()
              .get();
        }
      }
    }
  }

  private static CoordinatorSettings settings(String bootstrapServers, Path state) {
    return new CoordinatorSettings(
        KafkaClientSettings.plain(bootstrapServers),
        state,
        PARTITIONS,
        (short) 1,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        1,
        JobPolicy.standard());
  }

  private static Coordinator start(Path state) throws InterruptedException {
    return start(state, new SimpleMeterRegistry());
  }

  private static Coordinator start(Path state, SimpleMeterRegistry registry)
      throws InterruptedException {
    Coordinator coordinator =
        Coordinator.start(settings(broker.bootstrapServers(), state), registry, Tracing.off());
    assertThat(coordinator.awaitReady(PATIENCE)).isTrue();
    return coordinator;
  }

  private static SubmissionRequest request() {
    return new SubmissionRequest("/test", TestSeed.uniqueId(), ScriptedWork.submission());
  }

  private static ScriptedWorker worker(JobProgram program, int tasks) {
    return new ScriptedWorker(broker.bootstrapServers(), ScriptedWork.of(program), tasks);
  }

  private static JobView awaitEnd(Coordinator coordinator, String jobId)
      throws InterruptedException {
    assertThat(coordinator.views().await(jobId, job -> job.status().isTerminal(), PATIENCE))
        .as("the job ends; it is %s", coordinator.views().find(jobId))
        .isTrue();
    return coordinator.views().find(jobId).orElseThrow().job();
  }

  private static void assertResultIsThatOfAnUndisturbedJob(JobDetails details, JobProgram program) {
    JobDetails undisturbed = UndisturbedJob.of(details.job().jobId(), program);
    assertThat(details.job())
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "status", "program", "before", "after", "packaged", "finalState", "fingerprints")
        .isEqualTo(undisturbed.job());
    assertThat(details.job().phases())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("startedAt", "endedAt")
        .isEqualTo(undisturbed.job().phases());
    assertThat(details.layers()).isEqualTo(undisturbed.layers());
  }

  @Test
  void jobRunsToItsEndOverRealTopicsAndTellsItsUser() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Coordinator coordinator = start(stateDirectory, registry);
        ScriptedWorker worker = worker(Programs.everything(), NO_LIMIT)) {
      String jobId = coordinator.submit(request());

      JobView view = awaitEnd(coordinator, jobId);

      assertThat(view.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(view.after()).isPresent();
      assertThat(coordinator.views().find(jobId).orElseThrow().layers()).hasSize(6);
      assertThat(typesOfNews(jobId))
          .startsWith("dev.centroid.compression.accepted")
          .endsWith("dev.centroid.compression.completed")
          .contains("dev.centroid.compression.layer.quantized");
      assertThat(registry.get("centroid.steps").counter().count()).isEqualTo(37);
      assertThat(worker.taken()).isNotEmpty();
    }
  }

  @Test
  void threadsThatRunJobsAreSeenToAskForRecords() throws Exception {
    try (Coordinator coordinator = start(stateDirectory)) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> JobThreads.longestSilence(coordinator.threadMetrics()),
              silence -> silence.isPresent() && silence.get().compareTo(BETWEEN_POLLS) < 0);
    }
  }

  @Test
  void submissionOfTheSameRequestIsTheSameJob() throws Exception {
    SubmissionRequest request = request();
    try (Coordinator coordinator = start(stateDirectory);
        ScriptedWorker worker = worker(Programs.quantizationOnly(), NO_LIMIT)) {
      String jobId = coordinator.submit(request);
      awaitEnd(coordinator, jobId);

      assertThat(coordinator.submit(request)).isEqualTo(jobId);

      assertThat(worker.taken().stream().filter(t -> t.header().jobId().equals(jobId)))
          .extracting(task -> task.header().taskId())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  @Tag("slow")
  void restartOnTheSameStateDirectoryGoesOnWhereItWas() throws Exception {
    restartInTheMiddle(stateDirectory, stateDirectory);
  }

  @Test
  @Tag("slow")
  void restartOnAnEmptyStateDirectoryGoesOnWhereItWas() throws Exception {
    restartInTheMiddle(stateDirectory.resolve("first"), stateDirectory.resolve("second"));
  }

  private static void restartInTheMiddle(Path before, Path after) throws Exception {
    try (ScriptedWorker worker = worker(Programs.everything(), 9)) {
      String jobId;
      try (Coordinator first = start(before)) {
        jobId = first.submit(request());
        await().atMost(PATIENCE).until(() -> worker.taken().size() == 9);
      }
      try (Coordinator second = start(after)) {
        assertThat(second.views().find(jobId).orElseThrow().job().status())
            .isEqualTo(JobStatus.RUNNING);
        worker.allow(NO_LIMIT);

        awaitEnd(second, jobId);

        assertResultIsThatOfAnUndisturbedJob(
            second.views().find(jobId).orElseThrow(), Programs.everything());
        assertThat(worker.taken().stream().filter(t -> t.header().jobId().equals(jobId)))
            .extracting(task -> task.header().taskId())
            .doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void recordsThatCannotBeReadDisturbNobody() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Coordinator coordinator = start(stateDirectory, registry);
        ScriptedWorker worker = worker(Programs.quantizationOnly(), NO_LIMIT)) {
      String named = TestSeed.uniqueId();
      send(requestRecord(Map.of(), "{}"));
      send(requestRecord(Map.of("ce_source", "/test", "ce_id", named), "{\"seed\": 1}"));
      send(new ProducerRecord<>(Topic.TASK_EVENTS.topicName(), "job", bytes("not JSON")));
      send(new ProducerRecord<>(Topic.TASK_EVENTS.topicName(), "job", null));

      String jobId = coordinator.submit(request());

      assertThat(awaitEnd(coordinator, jobId).status()).isEqualTo(JobStatus.COMPLETED);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(typesOfNews(JobId.of("/test", named)))
                      .containsExactly("dev.centroid.compression.failed"));
      assertThat(
              registry
                  .get("centroid.malformed.records")
                  .tag("topic", Topic.TASK_EVENTS.topicName())
                  .counter()
                  .count())
          .isGreaterThanOrEqualTo(2);
      assertThat(worker.taken()).isNotEmpty();
    }
  }

  @Test
  void brokerThatIsNotThereIsSaidSoWhenTheTimeIsUp() {
    String nowhere = "127.0.0.1:" + TestBroker.freePort();

    assertThatThrownBy(
            () ->
                Coordinator.start(
                    settings(nowhere, stateDirectory), new SimpleMeterRegistry(), Tracing.off()))
        .isInstanceOf(TopicSetupException.class)
        .hasMessageContaining("list the topics");
  }

  private static List<String> typesOfNews(String jobId) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.EVENTS.topicName()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<String> types = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.key().equals(jobId)) {
            types.add(
                new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8));
          }
        }
      }
      return types;
    }
  }

  private static ProducerRecord<String, byte[]> requestRecord(
      Map<String, String> headers, String value) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topic.REQUESTS.topicName(), "any key", bytes(value));
    headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
    return record;
  }

  private static void send(ProducerRecord<String, byte[]> record)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      var unused = producer.send(record).get();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
