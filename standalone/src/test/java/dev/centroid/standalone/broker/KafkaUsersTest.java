package dev.centroid.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.centroid.coordinator.Coordinator;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.protocol.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Coordinator and worker with the rights and the client's settings of the manifests for Kubernetes,
 * at a broker that holds them to these; the files of secrets are as Strimzi makes them.
 */
class KafkaUsersTest {

  private static final Path MANIFESTS = Path.of("../k8s/base");
  private static final String MOUNT = "/etc/centroid/kafka";
  private static final String COORDINATOR = "centroid-coordinator";
  private static final String WORKER = "centroid-worker";

  @TempDir private static Path directory;
  private static Certificates authority;
  private static SecuredBroker broker;
  private static Coordinator coordinator;
  private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
  private static Services services;

  @BeforeAll
  static void start() throws Exception {
    authority = new Certificates(directory.resolve("authority"), "clients-ca");
    broker =
        SecuredBroker.start(
            directory.resolve("broker"),
            authority.issue("broker"),
            authority.authority(),
            "unused",
            Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // The controller's listener has no certificates here.
                "super.users",
                "User:CN=broker;User:CN=administrator;User:ANONYMOUS"));
    try (Admin admin = Admin.create(settings("administrator").with(Map.of()))) {
      admin.createAcls(KafkaUserManifests.rights(MANIFESTS.resolve("users.yaml"))).all().get();
    }
    services = new Services(directory);
    coordinator = services.coordinator(settings(COORDINATOR), METERS);
    assertThat(coordinator.awaitReady(Services.PATIENCE)).isTrue();
  }

  @AfterAll
  static void stop() {
    coordinator.close();
    broker.close();
  }

  /**
   * A user of a new certificate, by the manifests' client.properties, whose files lie where the pod
   * has them mounted.
   */
  private static KafkaClientSettings settings(String user) throws Exception {
    Path mount = Files.createDirectories(directory.resolve(user));
    Files.write(mount.resolve("ca.crt"), Files.readAllBytes(authority.authority()));
    Files.write(mount.resolve("user.p12"), authority.issuePkcs12(user, "of " + user));
    Files.writeString(mount.resolve("user.password"), "of " + user);
    String properties =
        Files.readString(MANIFESTS.resolve("client.properties"))
            .replace(MOUNT, mount.toAbsolutePath().toString());
    return KafkaClientSettings.of(
        broker.certificateListener(),
        Optional.of(Files.writeString(mount.resolve("client.properties"), properties)));
  }

  private static void send(String user, Topic topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            settings(user).with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.topicName(), new byte[1])).get();
    }
  }

  private static void read(String user, Topic topic) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            settings(user).with(Map.of()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic.topicName(), 0)));
      consumer.seekToBeginning(consumer.assignment());
      consumer.poll(Services.ANSWER);
    }
  }

  @Test
  void theCoordinatorMayCountTasksThatWait() throws Exception {
    String unused = coordinator.submit(services.request("a job that nobody works on"));

    await()
        .atMost(Services.PATIENCE)
        .until(
            () ->
                METERS
                        .get("centroid.share.group.lag")
                        .tag("group", ShareGroup.TENSOR.groupId())
                        .gauge()
                        .value()
                    > 0);
  }

  @Test
  void tasksGoThroughByTheRightsOfTheManifests() throws Exception {
    services.assertTasksGoThrough(coordinator, settings(WORKER));
  }

  @Test
  void aWorkerMayNotIssueTasks() {
    assertThatThrownBy(() -> send(WORKER, Topic.TENSOR_TASKS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void aWorkerMayNotReadRequests() {
    assertThatThrownBy(() -> read(WORKER, Topic.REQUESTS))
        .isInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void aWorkerMayNotGiveRights() throws Exception {
    try (Admin admin = Admin.create(settings(WORKER).with(Map.of()))) {
      assertThatThrownBy(
              () ->
                  admin
                      .createAcls(KafkaUserManifests.rights(MANIFESTS.resolve("users.yaml")))
                      .all()
                      .get())
          .hasCauseInstanceOf(ClusterAuthorizationException.class);
    }
  }

  @Test
  void whoHasACertificateAndNoRightsReadsNothing() {
    assertThatThrownBy(() -> read("somebody", Topic.TASK_EVENTS))
        .isInstanceOf(TopicAuthorizationException.class);
  }
}
