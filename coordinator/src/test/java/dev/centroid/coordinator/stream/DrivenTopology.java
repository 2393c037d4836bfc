package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.metrics.Meters;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.coordinator.submission.OrderEvent;
import dev.centroid.coordinator.submission.SubmissionEvent;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.protocol.view.JobId;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology without a broker, under a clock that the test moves. */
final class DrivenTopology implements AutoCloseable {

  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final TopologyTestDriver driver;
  private final List<TestOutputTopic<String, Task>> tasks;
  private final TestOutputTopic<String, byte[]> views;
  private final TestOutputTopic<String, byte[]> events;

  DrivenTopology(JobPolicy policy, Path state, MeterRegistry registry) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    driver =
        new TopologyTestDriver(
            JobTopology.build(new JobMachine(policy), Meters.of(registry, Tracing.off()), 1),
            settings,
            T0);
    tasks =
        List.of(
            driver.createOutputTopic(
                Topic.TENSOR_TASKS.topicName(),
                new StringDeserializer(),
                new JsonSerde<>(Task.class).deserializer()),
            driver.createOutputTopic(
                Topic.CODEBOOK_TASKS.topicName(),
                new StringDeserializer(),
                new JsonSerde<>(Task.class).deserializer()));
    views =
        driver.createOutputTopic(
            Topic.JOBS.topicName(), new StringDeserializer(), new ByteArrayDeserializer());
    events =
        driver.createOutputTopic(
            Topic.EVENTS.topicName(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Asks for a job. */
  void submit(String id) {
    request(
        SubmissionEvent.toRecord(
            new SubmissionRequest("/test", id, ScriptedWork.submission()), T0));
  }

  /** Orders something of a job. */
  void order(String id, JobOrder order) {
    request(OrderEvent.toRecord(JobId.of("/test", id), order, T0));
  }

  /** Sends any request. */
  void request(ProducerRecord<String, byte[]> request) {
    driver
        .createInputTopic(
            Topic.REQUESTS.topicName(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(request.key(), request.value(), request.headers(), T0));
  }

  /** Tells something of a task. */
  void tell(TaskEvent event) {
    driver
        .createInputTopic(
            Topic.TASK_EVENTS.topicName(),
            new StringSerializer(),
            new JsonSerde<>(TaskEvent.class).serializer())
        .pipeInput(event.task().jobId(), event);
  }

  /** The tasks that were issued since this was asked before. */
  List<Task> issued() {
    List<Task> all = new ArrayList<>();
    tasks.forEach(topic -> all.addAll(topic.readValuesToList()));
    return all;
  }

  /** The records of views that were written since this was asked before. */
  List<TestRecord<String, byte[]>> views() {
    return views.readRecordsToList();
  }

  /** The events for users since this was asked before. */
  List<CloudEvent> events() {
    return events.readRecordsToList().stream()
        .map(record -> KafkaMessageFactory.createReader(record.headers(), record.value()).toEvent())
        .toList();
  }

  /** Does all tasks until no more are issued. */
  void work(ScriptedWork work) {
    for (List<Task> next = issued(); !next.isEmpty(); next = issued()) {
      next.forEach(task -> work.events(task, "worker", T0).forEach(this::tell));
    }
  }

  /** Second by second. */
  void passTime(Duration time) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plusSeconds(1)) {
      sleep(Duration.ofSeconds(1));
    }
  }

  /** In one leap. */
  void sleep(Duration time) {
    driver.advanceWallClockTime(time);
  }

  @Override
  public void close() {
    driver.close();
  }
}
