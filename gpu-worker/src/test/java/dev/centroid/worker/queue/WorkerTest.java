package dev.centroid.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.DirectoryArtifactStore;
import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.StepRange;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.topic.TopicAdmin;
import dev.centroid.quantization.random.Shard;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.task.InMemoryCodebookStore;
import dev.centroid.worker.task.TaskRunner;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {

  private static final Duration LOCK = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final JsonSerde<Task> TASKS = new JsonSerde<>(Task.class);
  private static final String RECIPE =
      """
      version: 1
      batchSize: 16
      data: {dtype: float32, scale: 1/255}
      floatTuning:
        steps: 100000
        optimizer: {kind: sgd, learningRate: 1e-3}
        loss: {crossEntropy: 1}
      groups:
        - name: all
          layers: [{match: classifier, blockSize: 4, centroids: 8}]
      """;

  private static final int PARTITIONS = 4;

  @TempDir private static Path directory;
  private static BrokerForTests broker;
  private static ArtifactStore artifacts;
  private static TaskRunner runner;
  private static int lastJob;

  private String jobId = "";
  private JobInputs inputs = new JobInputs(digest('0'), digest('0'), digest('0'), digest('0'));

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new BrokerForTests(directory.resolve("broker"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      TopicAdmin.ensure(admin, PARTITIONS, (short) 1, LOCK);
    }
    artifacts = new DirectoryArtifactStore(directory.resolve("artifacts"));
    runner = new TaskRunner(TorchEngine.start("cpu"), artifacts, new InMemoryCodebookStore());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void aJobOfItsOwn() throws Exception {
    jobId = "job" + ++lastJob;
    inputs =
        new JobInputs(
            artifacts.put(SampleData.model("convolutions")),
            artifacts.put(SampleData.images(64, 1)),
            artifacts.put(SampleData.images(32, 2)),
            artifacts.put(RECIPE.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aTaskIsToldOfFromItsStartToItsEnd() {
    try (Worker worker = worker("told")) {
      // given
      worker.start();

      // when
      send(new Task.Inspect(header("inspect", inputs)));

      // then
      List<TaskEvent> events = eventsUntil(TaskEvent.Completed.class);
      assertThat(events.get(0)).isInstanceOf(TaskEvent.Started.class);
      assertThat(last(events, TaskEvent.Completed.class).outcome())
          .isInstanceOf(TaskOutcome.Inspected.class);
    }
  }

  @Test
  void whatTheUserGaveWronglyIsToldAsBadInputAndDoesNotComeBack() throws Exception {
    JobInputs wrong =
        new JobInputs(
            inputs.model(),
            inputs.train(),
            inputs.evaluation(),
            artifacts.put("version: 1\n".getBytes(StandardCharsets.UTF_8)));
    try (Worker worker = worker("bad")) {
      // given
      worker.start();

      // when
      send(new Task.Inspect(header("bad", wrong)));
      List<TaskEvent> events = eventsUntil(TaskEvent.Failed.class);
      send(new Task.Inspect(header("next", inputs)));
      List<TaskEvent> later = eventsUntil(TaskEvent.Completed.class);

      // then
      assertThat(last(events, TaskEvent.Failed.class).badInput()).isTrue();
      assertThat(later.stream().filter(TaskEvent.Started.class::isInstance)).hasSize(2);
    }
  }

  @Test
  void aTaskLongerThanManyLocksIsNotDeliveredTwice() {
    HeldArtifacts held = new HeldArtifacts(artifacts);
    try (Worker worker = worker("long", held);
        Worker other = worker("idle", held)) {
      // given
      worker.start();
      other.start();

      // when
      send(new Task.Inspect(header("long", inputs)));
      await()
          .atMost(PATIENCE)
          .until(this::timeAtWork, time -> time.compareTo(LOCK.multipliedBy(2)) > 0);
      held.letGo();

      // then
      List<TaskEvent> events = eventsUntil(TaskEvent.Completed.class);
      assertThat(events.stream().filter(TaskEvent.Started.class::isInstance)).hasSize(1);
    } finally {
      held.letGo();
    }
  }

  /** From the start of the job's task to its newest heartbeat. */
  private Duration timeAtWork() {
    List<Instant> times = events().stream().map(TaskEvent::at).sorted().toList();
    return times.isEmpty()
        ? Duration.ZERO
        : Duration.between(times.get(0), times.get(times.size() - 1));
  }

  @Test
  void aTaskWithoutProgressEndsTheProcessOnceTheBrokersHaveTheEvent() {
    // given
    HeldArtifacts held = new HeldArtifacts(artifacts);
    StallLimits limits = new StallLimits(Duration.ofSeconds(2), Duration.ofMinutes(10));
    List<Integer> exitCodes = new CopyOnWriteArrayList<>();
    try (Worker worker = worker("stuck", held, limits, exitCodes::add)) {
      worker.start();

      // when
      send(new Task.Inspect(header("stuck", inputs)));
      await().atMost(PATIENCE).until(() -> !exitCodes.isEmpty());

      // then
      assertThat(exitCodes).first().isEqualTo(80);
      TaskEvent.Stalled stalled =
          last(eventsUntil(TaskEvent.Stalled.class), TaskEvent.Stalled.class);
      assertThat(stalled.task().worker()).isEqualTo("stuck");
      assertThat(stalled.timeout()).isEqualTo(limits.progress());
      held.letGo();
    } finally {
      held.letGo();
    }
  }

  @Test
  void aTaskThatIsWithdrawnAndDoesNotStopEndsTheProcess() {
    // given
    HeldArtifacts held = new HeldArtifacts(artifacts);
    StallLimits limits = new StallLimits(Duration.ofMinutes(10), Duration.ofSeconds(1));
    List<Integer> exitCodes = new CopyOnWriteArrayList<>();
    try (Worker worker = worker("deaf", held, limits, exitCodes::add)) {
      worker.start();
      send(new Task.Inspect(header("deaf", inputs)));
      eventsUntil(TaskEvent.Started.class);

      // when
      send(new StopOrder(jobId, 1));
      await().atMost(PATIENCE).until(() -> !exitCodes.isEmpty());

      // then
      assertThat(exitCodes).first().isEqualTo(81);
      assertThat(events()).noneMatch(TaskEvent.Stalled.class::isInstance);
    } finally {
      held.letGo();
    }
  }

  @Test
  void aWorkerThatLeavesHandsItsTaskToAnother() {
    // given
    try (Worker leaving = worker("leaving")) {
      leaving.start();
      send(tune("handed", 1000));
      eventsUntil(TaskEvent.Progress.class);
    }
    try (Worker staying = worker("staying")) {
      // when
      staying.start();

      // then
      assertThat(completion().task().worker()).isEqualTo("staying");
    }
  }

  @Test
  void aTaskThatIsWithdrawnStopsAndDoesNotComeBack() {
    try (Worker worker = worker("withdrawn")) {
      // given
      worker.start();
      send(tune("endless", 100_000));
      eventsUntil(TaskEvent.Progress.class);

      // when
      send(new StopOrder(jobId, 1));
      send(new Task.Inspect(header("other", inputs, 2)));

      // then
      List<TaskEvent> events = eventsUntil(TaskEvent.Completed.class);
      assertThat(events)
          .filteredOn(event -> event.task().taskId().endsWith("endless"))
          .filteredOn(TaskEvent.Started.class::isInstance)
          .hasSize(1);
    }
  }

  @Test
  void aTaskThatWasWithdrawnBeforeIsNotBegun() {
    // given
    send(new StopOrder(jobId, 3));
    send(tune("late", 100_000));
    try (Worker worker = worker("late")) {
      // when
      worker.start();
      send(new Task.Inspect(header("next", inputs, 4)));

      // then
      assertThat(completion().task().taskId()).endsWith("next");
    }
  }

  @Test
  void aRecordThatIsNoTaskDoesNotHoldUpTheNext() {
    try (Worker worker = worker("garbage")) {
      // given
      worker.start();

      // when
      send("{".getBytes(StandardCharsets.UTF_8));
      send(new Task.Inspect(header("after", inputs)));

      // then
      assertThat(completion().task().taskId()).isEqualTo(jobId + "/after");
    }
  }

  @Test
  void aTaskGoesToAnyWorkerThatIsFree() {
    // given
    List<ShareQueue> members = new ArrayList<>();
    Map<ShareQueue, ConsumerRecord<String, byte[]>> held = new HashMap<>();
    try {
      for (int member = 0; member < PARTITIONS; member++) {
        members.add(ShareQueue.join(settings("free-" + member), ShareGroup.TENSOR));
      }

      // when
      members.forEach(member -> send(new byte[1]));

      // then
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ShareQueue member : members) {
                  if (!held.containsKey(member)) {
                    member.poll(LOCK.dividedBy(20)).ifPresent(task -> held.put(member, task));
                  }
                }
                return held.size() == members.size();
              });
    } finally {
      held.forEach((member, task) -> member.settle(task, AcknowledgeType.REJECT));
      members.forEach(ShareQueue::close);
    }
  }

  @Test
  void aWorkerWhoseConsumerFailsJoinsItsQueueAgain() {
    // given
    AtomicInteger joined = new AtomicInteger();
    WorkerSettings settings = settings("failing");
    try (Worker worker =
        new Worker(
            settings,
            runner,
            TaskMeter.NONE,
            InstantSource.system(),
            host(
                group ->
                    new ShareQueue(
                        joined.incrementAndGet() <= 2
                            ? failingInPoll(ShareQueue.consumer(settings, group))
                            : ShareQueue.consumer(settings, group)),
                code -> {}))) {
      worker.start();

      // when
      send(new Task.Inspect(header("inspect", inputs)));

      // then
      assertThat(completion().task().worker()).isEqualTo("failing");
      assertThat(joined).hasValue(3);
      assertThat(worker.isServing()).isTrue();
    }
  }

  /** A real consumer that does in poll what one does that meets a broker too early. */
  @SuppressWarnings("unchecked")
  private static ShareConsumer<String, byte[]> failingInPoll(
      ShareConsumer<String, byte[]> consumer) {
    return (ShareConsumer<String, byte[]>)
        Proxy.newProxyInstance(
            WorkerTest.class.getClassLoader(),
            new Class<?>[] {ShareConsumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("poll")) {
                throw new IllegalStateException("Unexpected error code 15 while fetching");
              }
              return method.invoke(consumer, arguments);
            });
  }

  private static Worker worker(String name) {
    return new Worker(settings(name), runner, TaskMeter.NONE, InstantSource.system());
  }

  private static Worker worker(String name, ArtifactStore store) {
    return worker(name, store, StallLimits.DEFAULT, code -> {});
  }

  private static Worker worker(
      String name, ArtifactStore store, StallLimits limits, IntConsumer halt) {
    WorkerSettings settings = settings(name, limits);
    return new Worker(
        settings,
        new TaskRunner(TorchEngine.start("cpu"), store, new InMemoryCodebookStore()),
        TaskMeter.NONE,
        InstantSource.system(),
        host(group -> ShareQueue.join(settings, group), halt));
  }

  private static WorkerHost host(Function<ShareGroup, ShareQueue> queues, IntConsumer halt) {
    return new WorkerHost() {
      @Override
      public ShareQueue join(ShareGroup group) {
        return queues.apply(group);
      }

      @Override
      public void halt(int exitCode) {
        halt.accept(exitCode);
      }
    };
  }

  private static WorkerSettings settings(String name) {
    return settings(name, StallLimits.DEFAULT);
  }

  private static WorkerSettings settings(String name, StallLimits limits) {
    return new WorkerSettings(
        name,
        Map.of("bootstrap.servers", broker.address()),
        Set.of(Task.Queue.TENSOR),
        WorkerSettings.DEFAULT_DELIVERY_LIMIT,
        limits);
  }

  private TaskHeader header(String name, JobInputs of) {
    return header(name, of, 1);
  }

  private TaskHeader header(String name, JobInputs of, int attempt) {
    return new TaskHeader(jobId + "/" + name, jobId, attempt, of, 1, 1);
  }

  private Task.Tune tune(String name, int steps) {
    return new Task.Tune(
        header(name, inputs),
        Task.Phase.FLOAT,
        new StepRange(0, steps),
        Shard.WHOLE,
        -1,
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static void send(Task task) {
    send(TASKS.serializer().serialize(Topic.TENSOR_TASKS.topicName(), task));
  }

  private static void send(StopOrder order) {
    send(
        Topic.CONTROL,
        new JsonSerde<>(StopOrder.class).serializer().serialize(Topic.CONTROL.topicName(), order));
  }

  private static void send(byte[] value) {
    send(Topic.TENSOR_TASKS, value);
  }

  private static void send(Topic topic, byte[] value) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.topicName(), "key", value)).get();
    } catch (Exception e) {
      throw new IllegalStateException("the broker took no task", e);
    }
  }

  /** All events of this test's job so far. */
  private List<TaskEvent> events() {
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(number -> new TopicPartition(Topic.TASK_EVENTS.topicName(), number))
            .toList();
    try (KafkaConsumer<String, TaskEvent> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new StringDeserializer(),
            new JsonSerde<>(TaskEvent.class).deserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<TaskEvent> events = new ArrayList<>();
      while (partitions.stream().anyMatch(part -> consumer.position(part) < ends.get(part))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> events.add(record.value()));
      }
      return events.stream().filter(event -> event.task().jobId().equals(jobId)).toList();
    }
  }

  private List<TaskEvent> eventsUntil(Class<? extends TaskEvent> type) {
    return await()
        .atMost(PATIENCE)
        .until(this::events, events -> events.stream().anyMatch(type::isInstance));
  }

  private TaskEvent.Completed completion() {
    return last(eventsUntil(TaskEvent.Completed.class), TaskEvent.Completed.class);
  }

  /** The last of a type: a heartbeat that was under way may come after a task's end. */
  private static <E extends TaskEvent> E last(List<TaskEvent> events, Class<E> type) {
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static Digest digest(char digit) {
    return new Digest(String.valueOf(digit).repeat(64));
  }
}
