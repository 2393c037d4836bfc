package dev.centroid.coordinator.view;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.protocol.view.ViewKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link JobViews} up to date: reads {@code centroid.jobs} from its beginning, and {@code
 * centroid.task-events} from now on, on a thread of its own.
 */
public final class ViewTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ViewTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);

  private final Deserializer<JobView> jobs = new JsonSerde<>(JobView.class).deserializer();
  private final Deserializer<LayerView> layers = new JsonSerde<>(LayerView.class).deserializer();
  private final Deserializer<TaskEvent> tasks = new JsonSerde<>(TaskEvent.class).deserializer();
  private final JobViews views;
  private final Consumer<String, byte[]> consumer;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean caughtUp;

  private ViewTail(JobViews views, Consumer<String, byte[]> consumer) {
    this.views = views;
    this.consumer = consumer;
    this.thread = new Thread(this::run, "job-views");
    this.thread.setDaemon(true);
  }

  /**
   * Begins to read; the topics must be there.
   *
   * @param kafka where the brokers are, and how to be let in
   */
  public static ViewTail start(JobViews views, KafkaClientSettings kafka) {
    Map<String, Object> config =
        kafka.with(
            Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
    ViewTail tail =
        new ViewTail(
            views,
            new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()));
    tail.thread.start();
    return tail;
  }

  /** Whether everything that was there at the start has been read. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Whether the thread still reads. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      Map<TopicPartition, Long> ends = assign();
      while (!closing) {
        pollOnce();
        caughtUp =
            caughtUp
                || ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    } catch (WakeupException e) {
      LOG.debug("stopped reading views");
    }
  }

  private Map<TopicPartition, Long> assign() {
    List<TopicPartition> viewPartitions = partitionsOf(Topic.JOBS);
    List<TopicPartition> taskPartitions = partitionsOf(Topic.TASK_EVENTS);
    consumer.assign(Stream.concat(viewPartitions.stream(), taskPartitions.stream()).toList());
    consumer.seekToBeginning(viewPartitions);
    consumer.seekToEnd(taskPartitions);
    // The end of a partition is only looked up when its position is asked for.
    taskPartitions.forEach(consumer::position);
    return consumer.endOffsets(viewPartitions);
  }

  private List<TopicPartition> partitionsOf(Topic topic) {
    return consumer.partitionsFor(topic.topicName()).stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }

  private void pollOnce() {
    try {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      // What a worker told comes before the view that follows from it.
      records.records(Topic.TASK_EVENTS.topicName()).forEach(this::takeTaskEvent);
      records.records(Topic.JOBS.topicName()).forEach(this::takeView);
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("cannot read views now, trying again: {}", e.getMessage());
      pause();
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAULT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  private void takeTaskEvent(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      views.tell(tasks.deserialize(record.topic(), record.value()));
    } catch (SerializationException e) {
      // The topology, which reads the same record, counts and logs it.
      LOG.debug("skipped a task event that cannot be read", e);
    }
  }

  private void takeView(ConsumerRecord<String, byte[]> record) {
    ViewKey key = ViewKey.parse(record.key());
    try {
      if (key.layer().isPresent()) {
        takeLayer(key, record);
      } else if (record.value() == null) {
        views.forgetJob(key.jobId());
      } else {
        views.put(jobs.deserialize(record.topic(), record.value()));
      }
    } catch (SerializationException e) {
      LOG.warn("skipped a view that cannot be read: job={} {}", key.jobId(), e.getMessage());
    }
  }

  private void takeLayer(ViewKey key, ConsumerRecord<String, byte[]> record) {
    int index = key.layer().orElseThrow();
    if (record.value() == null) {
      views.forgetLayer(key.jobId(), index);
    } else {
      views.put(index, layers.deserialize(record.topic(), record.value()));
    }
  }
}
