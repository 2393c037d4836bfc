package dev.centroid.it;

import dev.centroid.coordinator.script.GroupMembers;
import dev.centroid.coordinator.script.TaskTeller;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;

/**
 * Takes tasks as a worker does, one of each queue at a time, and takes as long for each as a real
 * worker once did. It reads every blob that the task names, writes every blob that the task gave,
 * and tells the same events; it only does not compute.
 */
final class ReplayWorker implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Pattern DIGEST = Pattern.compile("\"([0-9a-f]{64})\"");

  private final String name;
  private final String recordedJob;
  private final Recording recording;
  private final ArtifactStore recorded;
  private final ArtifactStore artifacts;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final GroupMembers members;

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
    this.recordedJob = recordedJob;
    this.recording = recording;
    this.recorded = recorded;
    this.artifacts = artifacts;
    this.members =
        new GroupMembers(
            name,
            brokers,
            1,
            Map.of("share.acquire.mode", "record_limit", "max.poll.records", 1),
            this::takeOne);
  }

  void start() {
    members.start();
  }

  private void takeOne(KafkaShareConsumer<String, Task> consumer, TaskTeller teller)
      throws IOException, InterruptedException {
    for (ConsumerRecord<String, Task> record : consumer.poll(POLL)) {
      replay(record.value(), teller);
      consumer.acknowledge(record, AcknowledgeType.ACCEPT);
      var unused = consumer.commitSync();
    }
  }

  private void replay(Task task, TaskTeller teller) throws IOException, InterruptedException {
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
    teller.tell(new TaskEvent.Started(ref, start));
    for (Digest input : digestsOf(new JsonSerde<>(Task.class).serializer().serialize("", task))) {
      artifacts.read(input);
    }
    if (closed.await(recording.duration(before).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed while it did " + task.header().taskId());
    }
    TaskEvent.Completed completion = recording.completion(before);
    byte[] told = new JsonSerde<>(TaskEvent.class).serializer().serialize("", completion);
    for (Digest output : digestsOf(told)) {
      artifacts.put(recorded.read(output));
    }
    for (TaskEvent.LayersPlanned layers : recording.layers(before)) {
      teller.tell(new TaskEvent.LayersPlanned(ref, Instant.now(), layers.layers()));
    }
    teller.tell(
        new TaskEvent.Completed(
            ref, Instant.now(), start, completion.outcome(), completion.fingerprint()));
    teller.flush();
  }

  private static List<Digest> digestsOf(byte[] json) {
    return DIGEST
        .matcher(new String(json, StandardCharsets.UTF_8))
        .results()
        .map(result -> new Digest(result.group(1)))
        .distinct()
        .toList();
  }

  @Override
  public void close() {
    closed.countDown();
    members.close();
  }
}
