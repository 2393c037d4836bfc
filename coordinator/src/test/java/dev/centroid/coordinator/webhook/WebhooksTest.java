package dev.centroid.coordinator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.coordinator.broker.TestBroker;
import dev.centroid.coordinator.job.UserEvent.Kind;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.topic.TopicAdmin;
import dev.centroid.quantization.random.TestSeed;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries from a real broker to real servers, which fail in every way that servers have. */
class WebhooksTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEXT_SECRET = "c2VjcmV0IG9mIGFub3RoZXIgZW5kcG9pbnQ=";
  private static final int PARTITIONS = 4;
  private static final Set<Kind> ENDS = Set.of(Kind.COMPLETED, Kind.FAILED);
  private static final RetryPolicy SOON =
      new RetryPolicy(1000, Duration.ofDays(1), Duration.ofMillis(20), Duration.ofMillis(40));

  /** Each test has an endpoint of its own, and so a group of its own. */
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path directory;
  private static TestBroker broker;
  private static KafkaProducer<String, byte[]> producer;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final String name = "test" + TESTS.incrementAndGet();
  private final String job = TestSeed.uniqueId();
  private Receiver receiver;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start(directory.resolve("data"));
    Map<String, Object> brokers = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(brokers)) {
      TopicAdmin.ensure(admin, PARTITIONS, (short) 1);
    }
    producer = new KafkaProducer<>(brokers, new StringSerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stopBroker() {
    producer.close();
    broker.close();
  }

  @BeforeEach
  void startReceiver() throws Exception {
    receiver = Receiver.start();
    parts.add(receiver);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  private static ConditionFactory within() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private Endpoint endpoint(RetryPolicy retries) {
    return endpoint(name, receiver, keys(), Duration.ofSeconds(5), retries);
  }

  private static Endpoint endpoint(
      String name, Receiver to, SigningKeys keys, Duration timeout, RetryPolicy retries) {
    return new Endpoint(name, to.url(), ENDS, keys, timeout, retries);
  }

  private static SigningKeys keys() {
    return SigningKeys.of("test", Optional.of(SECRET), Optional.empty());
  }

  private Webhooks start(Endpoint... endpoints) {
    Webhooks webhooks =
        Webhooks.start(
            Arrays.asList(endpoints),
            KafkaClientSettings.plain(broker.bootstrapServers()),
            registry,
            Clock.systemUTC(),
            () -> 0.5);
    parts.add(webhooks);
    within().until(webhooks::areReady);
    return webhooks;
  }

  /** An event of a job, on the topic. */
  private static String tell(String job, Kind kind, int number) throws Exception {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(job + "/" + number)
            .withSource(URI.create("/centroid/coordinator"))
            .withType(kind.type())
            .withSubject("jobs/" + job)
            .withTime(OffsetDateTime.parse("2026-01-01T00:00:00Z"))
            .withExtension("partitionkey", job)
            .withData("application/json", "{\"n\":\"ü\"}".getBytes(StandardCharsets.UTF_8))
            .build();
    send(
        KafkaMessageFactory.<String>createWriter(
                Topic.EVENTS.topicName(), null, System.currentTimeMillis(), job)
            .writeBinary(event));
    return event.getId();
  }

  private String complete(int number) throws Exception {
    return tell(job, Kind.COMPLETED, number);
  }

  private static void send(ProducerRecord<String, byte[]> record) throws Exception {
    var unused = producer.send(record).get();
  }

  private double count(String endpoint, String outcome) {
    return registry
        .get("centroid.webhook.deliveries")
        .tag("endpoint", endpoint)
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private double age() {
    return registry
        .get("centroid.webhook.oldest.undelivered")
        .tag("endpoint", name)
        .gauge()
        .value();
  }

  @Test
  void endpointGetsTheKindsThatItWantsAsCloudEventsThatAreSigned() throws Exception {
    start(endpoint(SOON));
    Instant before = Instant.now();

    tell(job, Kind.PROGRESS, 1);
    String failed = tell(job, Kind.FAILED, 2);
    within().until(() -> receiver.ids().size() == 1);

    Received got = receiver.received().get(0);
    assertThat(got.event().getId()).isEqualTo(failed);
    assertThat(got.event().getType()).isEqualTo("dev.centroid.compression.failed");
    assertThat(got.event().getSubject()).isEqualTo("jobs/" + job);
    assertThat(got.event().getExtension("partitionkey")).isEqualTo(job);
    assertThat(got.event().getTime()).isEqualTo(OffsetDateTime.parse("2026-01-01T00:00:00Z"));
    assertThat(new String(got.event().getData().toBytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"n\":\"ü\"}");
    assertThat(got.header("content-type")).startsWith("application/cloudevents+json");
    assertThat(got.header("webhook-id")).matches("msg_[0-9a-f]{24}");
    assertThat(Long.parseLong(got.header("webhook-timestamp")))
        .isBetween(before.getEpochSecond(), Instant.now().getEpochSecond());
    assertThat(got.isSignedBy(SECRET)).isTrue();
    assertThat(got.isSignedBy(NEXT_SECRET)).isFalse();
    within().until(() -> count(name, "delivered") == 1);
  }

  @Test
  void secretIsReplacedWithoutAGap() throws Exception {
    Path file = Files.writeString(directory.resolve(name), SECRET);
    start(
        endpoint(
            name,
            receiver,
            SigningKeys.of("test", Optional.empty(), Optional.of(file)),
            Duration.ofSeconds(5),
            SOON));

    Files.writeString(file, SECRET + "\n" + NEXT_SECRET);
    complete(1);
    within().until(() -> receiver.ids().size() == 1);

    Received got = receiver.received().get(0);
    assertThat(got.isSignedBy(SECRET)).isTrue();
    assertThat(got.isSignedBy(NEXT_SECRET)).isTrue();
  }

  @Test
  void eventIsSentAgainUntilItIsTakenAndThoseOfItsJobWaitForIt() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    List<Receiver.Answer> faults =
        List.of(
            Receiver.Answer.status(500),
            Receiver.Answer.close(),
            receiver.silence(),
            Receiver.Answer.status(429, "Retry-After", "1"),
            Receiver.Answer.endless(),
            Receiver.Answer.status(408));
    receiver.answer(
        (request, exchange) -> {
          int number = requests.getAndIncrement();
          (number < faults.size() ? faults.get(number) : Receiver.Answer.status(200))
              .to(request, exchange);
        });
    start(endpoint(name, receiver, keys(), Duration.ofSeconds(1), SOON));

    String first = complete(1);
    String second = complete(2);
    within().until(() -> receiver.ids().contains(second));

    List<String> expected = new ArrayList<>();
    for (int i = 0; i <= faults.size(); i++) {
      expected.add(first);
    }
    expected.add(second);
    assertThat(receiver.ids()).isEqualTo(expected);
    assertThat(receiver.received().subList(0, faults.size() + 1))
        .extracting(received -> received.header("webhook-id"))
        .containsOnly(receiver.received().get(0).header("webhook-id"));
    assertThat(receiver.received()).allMatch(WebhooksTest::isSigned);
    assertThat(count(name, "retried")).isEqualTo(faults.size());
  }

  private static boolean isSigned(Received received) {
    try {
      return received.isSignedBy(SECRET);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void eventThatIsTriedAgainIsDeliveredAfterARestart() throws Exception {
    receiver.answer(Receiver.Answer.status(503));
    Webhooks before = start(endpoint(SOON));
    String event = complete(1);
    within().until(() -> receiver.ids().size() > 2);
    before.close();
    int until = receiver.ids().size();

    receiver.answer(Receiver.Answer.status(200));
    String meanwhile = complete(2);
    start(endpoint(SOON));
    within().until(() -> receiver.ids().contains(meanwhile));

    assertThat(receiver.ids().subList(until, receiver.ids().size()))
        .containsExactly(event, meanwhile);
  }

  @Test
  void whatWasDeliveredIsNotDeliveredAgainByTheNextStart() throws Exception {
    Webhooks before = start(endpoint(SOON));
    String first = complete(1);
    within().until(() -> count(name, "delivered") == 1);
    before.close();

    String second = complete(2);
    start(endpoint(SOON));
    within().until(() -> receiver.ids().contains(second));

    assertThat(receiver.ids()).containsExactly(first, second);
  }

  @Test
  void newEndpointBeginsWithWhatHappensNext() throws Exception {
    complete(1);

    start(endpoint(SOON));
    String next = complete(2);
    within().until(() -> !receiver.ids().isEmpty());

    assertThat(receiver.ids()).containsExactly(next);
  }

  @Test
  @Tag("slow")
  void ofTwoCoordinatorsOneDeliversEachEventAndTheOrderOfEachJobIsKept() throws Exception {
    Webhooks one = start(endpoint(SOON));
    start(endpoint(SOON));
    List<String> told = new ArrayList<>();
    for (int number = 0; number < 5; number++) {
      for (int each = 0; each < 8; each++) {
        told.add(tell(job + each, Kind.COMPLETED, number));
      }
    }
    within().until(() -> receiver.ids().size() >= told.size());
    one.close();
    told.add(tell(job + 0, Kind.COMPLETED, 5));
    told.add(tell(job + 3, Kind.COMPLETED, 5));
    within().until(() -> receiver.ids().containsAll(told));

    assertThat(receiver.ids()).containsExactlyInAnyOrderElementsOf(told);
    for (int each = 0; each < 8; each++) {
      String prefix = job + each + "/";
      assertThat(receiver.ids().stream().filter(id -> id.startsWith(prefix))).isSorted();
    }
  }

  @Test
  void endpointThatNeverAnswersHoldsUpNobodyElse() throws Exception {
    try (Receiver other = Receiver.start()) {
      receiver.answer(receiver.silence());
      Webhooks webhooks =
          start(
              endpoint(name, receiver, keys(), Duration.ofSeconds(60), SOON),
              endpoint(name + "other", other, keys(), Duration.ofSeconds(5), SOON));

      String event = complete(1);
      within().until(() -> !receiver.ids().isEmpty());
      String next = complete(2);
      within().until(() -> other.ids().contains(next));

      assertThat(other.ids()).containsExactly(event, next);
      assertThat(age()).isPositive();

      webhooks.close();

      assertThat(count(name, "retried")).as("attempts that ran into their timeout").isZero();
    }
  }

  @Test
  void jobsOfOtherPartitionsDoNotWaitForOneThatFails() throws Exception {
    receiver.answer(
        (request, exchange) ->
            Receiver.Answer.status(request.id().startsWith(job + "/") ? 500 : 200)
                .to(request, exchange));
    start(endpoint(SOON));
    String failing = complete(1);
    within().until(() -> receiver.ids().contains(failing));

    for (int each = 0; each < 4 * PARTITIONS; each++) {
      tell(job + each, Kind.COMPLETED, 1);
    }

    within().until(() -> count(name, "delivered") > 0);
    assertThat(age()).isPositive();
  }

  @Test
  void eventThatIsRefusedIsGivenUpAndTheNextOneIsSent() throws Exception {
    receiver.answer(Receiver.Answer.status(400));
    start(endpoint(SOON));

    String refused = complete(1);
    String next = complete(2);
    within().until(() -> count(name, "given_up") == 2);

    assertThat(receiver.ids()).containsExactly(refused, next);
    within().until(() -> age() == 0);
  }

  @Test
  void eventIsGivenUpWhenItWasTriedOftenEnough() throws Exception {
    receiver.answer(Receiver.Answer.status(503));
    start(
        endpoint(
            new RetryPolicy(3, Duration.ofDays(1), Duration.ofMillis(2), Duration.ofMillis(2))));

    String event = complete(1);
    within().until(() -> count(name, "given_up") == 1);

    assertThat(receiver.ids()).containsExactly(event, event, event);
  }

  @Test
  void redirectIsNotFollowed() throws Exception {
    try (Receiver elsewhere = Receiver.start()) {
      receiver.answer(Receiver.Answer.status(307, "Location", elsewhere.url().toString()));
      start(endpoint(SOON));

      complete(1);
      within().until(() -> count(name, "given_up") == 1);

      assertThat(elsewhere.ids()).isEmpty();
    }
  }

  @Test
  void endpointThatIsGoneIsLeftAloneUntilTheNextStart() throws Exception {
    receiver.answer(Receiver.Answer.status(410));
    start(endpoint(SOON));
    String first = complete(1);
    within().until(() -> count(name, "stopped") == 1);
    assertThat(age()).isPositive();

    receiver.answer(Receiver.Answer.status(200));
    String second = complete(2);
    start(endpoint(SOON));
    within().until(() -> receiver.ids().contains(second));

    assertThat(receiver.ids()).containsExactly(first, first, second);
  }

  @Test
  void recordThatIsNoEventIsSkipped() throws Exception {
    start(endpoint(SOON));
    send(new ProducerRecord<>(Topic.EVENTS.topicName(), job, new byte[] {1}));
    send(new ProducerRecord<>(Topic.EVENTS.topicName(), job, null));

    String event = complete(1);
    within().until(() -> receiver.ids().contains(event));

    assertThat(receiver.ids()).containsExactly(event);
    assertThat(count(name, "unreadable")).isEqualTo(2);
  }

  @Test
  void serverThatIsNotThereYetIsWaitedFor() throws Exception {
    Endpoint endpoint = endpoint(SOON);
    receiver.close();
    start(endpoint);

    complete(1);
    within().until(() -> count(name, "retried") > 2);

    assertThat(count(name, "given_up")).isZero();
  }
}
