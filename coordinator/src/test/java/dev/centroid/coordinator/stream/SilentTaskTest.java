package dev.centroid.coordinator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.metrics.TaskMetrics;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.coordinator.submission.SubmissionEvent;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology under a clock of the test's own: tasks that are not heard of. */
class SilentTaskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path state;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private TopologyTestDriver driver;
  private TestInputTopic<String, TaskEvent> events;
  private TestOutputTopic<String, Task> tasks;
  private TestOutputTopic<String, JobView> views;
  private Task inspect;

  @BeforeEach
  void submitAJob() {
    JobPolicy policy = new JobPolicy(8, Duration.ZERO, new TaskLife(PATIENCE, SILENCE, 3));
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    driver =
        new TopologyTestDriver(
            JobTopology.build(new JobMachine(policy), new TaskMetrics(registry), 1), settings, T0);
    events =
        driver.createInputTopic(
            Topic.TASK_EVENTS.topicName(),
            new StringSerializer(),
            new JsonSerde<>(TaskEvent.class).serializer());
    tasks =
        driver.createOutputTopic(
            Topic.TENSOR_TASKS.topicName(),
            new StringDeserializer(),
            new JsonSerde<>(Task.class).deserializer());
    views =
        driver.createOutputTopic(
            Topic.JOBS.topicName(),
            new StringDeserializer(),
            new JsonSerde<>(JobView.class).deserializer());
    ProducerRecord<String, byte[]> request =
        SubmissionEvent.toRecord(
            new SubmissionRequest("/test", "one", ScriptedWork.submission()), T0);
    driver
        .createInputTopic(
            Topic.REQUESTS.topicName(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(request.key(), request.value(), request.headers(), T0));
    inspect = tasks.readValue();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private void start() {
    events.pipeInput(
        inspect.header().jobId(),
        new TaskEvent.Started(
            new TaskEvent.TaskRef(
                inspect.header().jobId(),
                inspect.header().taskId(),
                inspect.kind(),
                inspect.header().attempt(),
                "worker"),
            T0));
  }

  private void passTime(Duration time) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plusSeconds(1)) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
  }

  @Test
  void aTaskThatNobodyStartsIsIssuedAgain() {
    passTime(PATIENCE.minusSeconds(1));
    assertThat(tasks.isEmpty()).isTrue();

    passTime(Duration.ofSeconds(1));

    assertThat(tasks.readValuesToList()).containsExactly(inspect);
  }

  @Test
  void aTaskThatWasStartedIsIssuedAgainWhenItFallsSilent() {
    start();
    passTime(SILENCE);

    assertThat(tasks.readValuesToList()).containsExactly(inspect);
    assertThat(registry.counter("centroid.tasks.reissued", "kind", "inspect").count()).isOne();
  }

  @Test
  void aTaskThatFallsSilentOftenFailsItsJob() {
    views.readValuesToList();
    for (int silence = 0; silence < 3; silence++) {
      start();
      passTime(SILENCE);
    }

    List<JobView> told = views.readValuesToList();
    assertThat(told).extracting(JobView::status).containsExactly(JobStatus.FAILED);
    assertThat(told.get(0).failure().orElseThrow().reason()).contains("fell silent 3 times");
  }

  @Test
  void aCoordinatorThatSleptListensAnew() {
    start();

    driver.advanceWallClockTime(Duration.ofHours(8));
    passTime(Duration.ofSeconds(2));
    start();
    passTime(SILENCE.minusSeconds(1));

    assertThat(tasks.isEmpty()).isTrue();
  }

  @Test
  void aTaskThatWasDoneIsNotIssuedAgain() {
    ScriptedWork.of(Programs.quantizationOnly())
        .events(inspect, "worker", T0)
        .forEach(event -> events.pipeInput(inspect.header().jobId(), event));
    tasks.readValuesToList();

    passTime(PATIENCE.multipliedBy(3));

    assertThat(tasks.readValuesToList()).doesNotContain(inspect);
  }
}
