package dev.centroid.coordinator.metrics;

import static org.awaitility.Awaitility.await;

import dev.centroid.coordinator.broker.TestBroker;
import dev.centroid.coordinator.script.GroupMembers;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.protocol.topic.TopicAdmin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lag on a real broker, from before the first worker to after the last task. */
class ShareGroupLagTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int TASKS = 3;
  private static final Digest DIGEST = new Digest("0".repeat(64));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void tasksCountFromBeforeThereAreWorkersUntilTheyAreDone(@TempDir Path directory)
      throws Exception {
    try (TestBroker broker = TestBroker.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      TopicAdmin.ensure(admin, 1, (short) 1);
      ShareGroupLag lag = ShareGroupLag.start(admin, registry, Duration.ofMillis(200));
      send(broker);
      awaitLag(TASKS);

      try (GroupMembers workers = workers(broker)) {
        workers.start();
        awaitLag(0);
      }
      lag.close();
    }
  }

  private static GroupMembers workers(TestBroker broker) {
    return new GroupMembers(
        "accepting",
        broker.bootstrapServers(),
        1,
        Map.of(),
        (consumer, teller) -> {
          consumer.poll(POLL).forEach(task -> consumer.acknowledge(task, AcknowledgeType.ACCEPT));
          var unused = consumer.commitSync();
        });
  }

  private void awaitLag(int expected) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                registry
                        .get("centroid.share.group.lag")
                        .tag("group", ShareGroup.TENSOR.groupId())
                        .gauge()
                        .value()
                    == expected);
  }

  private static void send(TestBroker broker) throws Exception {
    JobInputs inputs = new JobInputs(DIGEST, DIGEST, DIGEST, DIGEST);
    try (KafkaProducer<String, Task> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new JsonSerde<>(Task.class).serializer())) {
      for (int task = 0; task < TASKS; task++) {
        TaskHeader header = new TaskHeader("job/" + task, "job", 1, inputs, 1, 1);
        var unused =
            producer
                .send(
                    new ProducerRecord<>(
                        ShareGroup.TENSOR.topic().topicName(), new Task.Inspect(header)))
                .get();
      }
    }
  }
}
