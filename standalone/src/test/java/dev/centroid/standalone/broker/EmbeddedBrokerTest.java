package dev.centroid.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.quantization.InvalidInputException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  private static final String TOPIC = "letters";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void recordsSurviveARestartOnOtherPorts() throws Exception {
    try (EmbeddedBroker broker = start()) {
      createTopic(broker);
      send(broker, "a", "b");
    }

    try (EmbeddedBroker broker = start()) {
      send(broker, "c");
      assertThat(readAll(broker, 3)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void aShareGroupGivesAReleasedRecordAgainAndAnAcceptedOneNotEvenAfterARestart() throws Exception {
    try (EmbeddedBroker broker = start()) {
      createTopic(broker);
      readShareGroupFromTheStart(broker, "workers");
      // One record alone: of two, the other may have been fetched before the first is released.
      send(broker, "a");
      try (KafkaShareConsumer<String, String> worker = shareConsumer(broker, "workers")) {
        ConsumerRecord<String, String> first = next(worker);
        worker.acknowledge(first, AcknowledgeType.RELEASE);
        worker.commitSync();
        ConsumerRecord<String, String> again = next(worker);
        assertThat(again.offset()).isEqualTo(first.offset());
        worker.acknowledge(again, AcknowledgeType.ACCEPT);
        worker.commitSync();
      }
      send(broker, "b");
    }

    try (EmbeddedBroker broker = start();
        KafkaShareConsumer<String, String> worker = shareConsumer(broker, "workers")) {
      ConsumerRecord<String, String> left = next(worker);
      worker.acknowledge(left, AcknowledgeType.ACCEPT);
      worker.commitSync();
      assertThat(left.value()).isEqualTo("b");
    }
  }

  @Test
  void aBusyPortIsRefusedInOneLineThatNamesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      OptionalInt port = OptionalInt.of(taken.getLocalPort());

      assertThatThrownBy(() -> EmbeddedBroker.start(directory, port, message -> {}))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()))
          .hasMessageNotContaining("\n");
    }
  }

  private EmbeddedBroker start() throws Exception {
    return EmbeddedBroker.start(directory, OptionalInt.empty(), message -> {});
  }

  private static Map<String, Object> client(EmbeddedBroker broker) {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static Map<String, Object> with(EmbeddedBroker broker, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(client(broker));
    all.putAll(more);
    return all;
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(client(broker))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static void readShareGroupFromTheStart(EmbeddedBroker broker, String group)
      throws Exception {
    try (Admin admin = Admin.create(client(broker))) {
      AlterConfigOp earliest =
          new AlterConfigOp(
              new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(earliest)))
          .all()
          .get();
    }
  }

  private static void send(EmbeddedBroker broker, String... values) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client(broker), new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(TOPIC, value)).get();
      }
    }
  }

  private static List<String> readAll(EmbeddedBroker broker, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(client(broker), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<String> values = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
                return values.size() >= count;
              });
      return values;
    }
  }

  private static KafkaShareConsumer<String, String> shareConsumer(
      EmbeddedBroker broker, String group) {
    KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(
            with(
                broker,
                Map.of(
                    "group.id",
                    group,
                    "share.acknowledgement.mode",
                    "explicit",
                    "share.acquire.mode",
                    "record_limit",
                    "max.poll.records",
                    1)),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.subscribe(List.of(TOPIC));
    return consumer;
  }

  private static ConsumerRecord<String, String> next(KafkaShareConsumer<String, String> consumer) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(200)).forEach(records::add);
              return !records.isEmpty();
            });
    return records.get(0);
  }
}
