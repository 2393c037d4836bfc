package dev.centroid.it;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.protocol.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Takes tasks as a worker does, one of each queue at a time, and takes as long for each as a real
 * worker once did. It reads every blob that the task names, writes every blob that the task gave,
 * and tells the same events; it only does not compute.
 */
final class ReplayWorker implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Pattern DIGEST = Pattern.compile("\"([0-9a-f]{64})\"");

  private final String name;
  private final String brokers;
  private final String recordedJob;
  private final Recording recording;
  private final ArtifactStore recorded;
  private final ArtifactStore artifacts;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;

  /**
   * @param recordedJob the job that was recorded; the same is done again under another id
   * @param recorded has what its tasks gave
   * @param artifacts of the cluster that it works for now
   */
  ReplayWorker(
      String name,
      String brokers,
      String recordedJob,
      Recording recording,
      ArtifactStore recorded,
      ArtifactStore artifacts) {
    this.name = name;
    this.brokers = brokers;
    this.recordedJob = recordedJob;
    this.recording = recording;
    this.recorded = recorded;
    this.artifacts = artifacts;
    for (ShareGroup group : ShareGroup.values()) {
      threads.add(new Thread(() -> run(group), name + "-" + group.groupId()));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  private void run(ShareGroup group) {
    Map<String, Object> own =
        Map.of(
            "bootstrap.servers",
            brokers,
            "group.id",
            group.groupId(),
            "share.acknowledgement.mode",
            "explicit",
            "share.acquire.mode",
            "record_limit",
            "max.poll.records",
            1);
    try (KafkaShareConsumer<String, Task> consumer =
            new KafkaShareConsumer<>(
                own, new StringDeserializer(), new JsonSerde<>(Task.class).deserializer());
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", 0, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
      consumer.subscribe(List.of(group.topic().topicName()));
      while (!closing) {
        for (ConsumerRecord<String, Task> record : consumer.poll(POLL)) {
          replay(record.value(), producer);
          consumer.acknowledge(record, AcknowledgeType.ACCEPT);
          var unused = consumer.commitSync();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void replay(Task task, KafkaProducer<String, byte[]> producer)
      throws IOException, InterruptedException, ExecutionException {
    String before =
        task.header().taskId().replaceFirst(Pattern.quote(task.header().jobId()), recordedJob);
    TaskRef ref =
        new TaskRef(
            task.header().jobId(),
            task.header().taskId(),
            task.kind(),
            task.header().attempt(),
            name);
    Instant start = Instant.now();
    tell(new TaskEvent.Started(ref, start), producer);
    for (Digest input : digestsOf(new JsonSerde<>(Task.class).serializer().serialize("", task))) {
      artifacts.read(input);
    }
    Thread.sleep(recording.duration(before).toMillis());
    TaskEvent.Completed completion = recording.completion(before);
    byte[] told = new JsonSerde<>(TaskEvent.class).serializer().serialize("", completion);
    for (Digest output : digestsOf(told)) {
      artifacts.put(recorded.read(output));
    }
    for (TaskEvent.LayersPlanned layers : recording.layers(before)) {
      tell(Recording.by(ref, layers), producer);
    }
    tell(
        new TaskEvent.Completed(
            ref, Instant.now(), start, completion.outcome(), completion.fingerprint()),
        producer);
  }

  private static List<Digest> digestsOf(byte[] json) {
    return DIGEST
        .matcher(new String(json, StandardCharsets.UTF_8))
        .results()
        .map(result -> new Digest(result.group(1)))
        .distinct()
        .toList();
  }

  private static void tell(TaskEvent event, KafkaProducer<String, byte[]> producer)
      throws InterruptedException, ExecutionException {
    producer
        .send(
            new ProducerRecord<>(
                Topic.TASK_EVENTS.topicName(),
                event.task().jobId(),
                new JsonSerde<>(TaskEvent.class).serializer().serialize("", event)))
        .get();
  }

  @Override
  public void close() {
    closing = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
