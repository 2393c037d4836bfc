package dev.centroid.protocol.topic;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Every topic of the system: its name, cleanup and retention in one place. */
public enum Topic {
  /** CloudEvents in binary mode, keyed by job: submissions, and orders to cancel, pause, resume. */
  REQUESTS("centroid.requests", Cleanup.DELETE),
  /** What object stores tell of new objects, as they tell it; under any key or none. */
  NOTIFICATIONS("centroid.notifications", Cleanup.DELETE),
  /** Tasks that need the model on the device, keyed by task; read by a share group. */
  TENSOR_TASKS("centroid.tasks.tensor", Cleanup.DELETE),
  /** Tasks for a CPU, keyed by task; read by a share group. */
  CODEBOOK_TASKS("centroid.tasks.codebook", Cleanup.DELETE),
  /** Which tasks to stop, keyed by job; every worker reads all of it. */
  CONTROL("centroid.control", Cleanup.COMPACT_AND_DELETE),
  /** What workers tell of their tasks, keyed by job. */
  TASK_EVENTS("centroid.task-events", Cleanup.DELETE),
  /** The view of jobs and layers, keyed by job, or job and layer. */
  JOBS("centroid.jobs", Cleanup.COMPACT),
  /** CloudEvents for users, keyed by job. */
  EVENTS("centroid.events", Cleanup.DELETE);

  private enum Cleanup {
    DELETE,
    COMPACT,
    COMPACT_AND_DELETE
  }

  private static final Duration RETENTION = Duration.ofDays(7);
  private static final int MAX_RECORD_BYTES = 8 << 20;

  private final String topicName;
  private final Cleanup cleanup;

  Topic(String topicName, Cleanup cleanup) {
    this.topicName = topicName;
    this.cleanup = cleanup;
  }

  /** The name on the broker. */
  public String topicName() {
    return topicName;
  }

  /**
   * How to create it.
   *
   * <p>Queues of tasks have one partition: a share group gives each member some of the partitions
   * (Kafka 4.3), and one that had none of the tasks in its own would be idle while others have too
   * many.
   *
   * @param partitions of other topics, at least 1
   * @param replicationFactor at most the number of brokers
   */
  public NewTopic creation(int partitions, short replicationFactor) {
    Map<String, String> settings = new HashMap<>();
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES));
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, policy());
    if (cleanup != Cleanup.COMPACT) {
      settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(RETENTION.toMillis()));
    }
    return new NewTopic(topicName, isQueue() ? 1 : partitions, replicationFactor).configs(settings);
  }

  private boolean isQueue() {
    return Arrays.stream(ShareGroup.values()).anyMatch(group -> group.topic() == this);
  }

  private String policy() {
    return switch (cleanup) {
      case DELETE -> TopicConfig.CLEANUP_POLICY_DELETE;
      case COMPACT -> TopicConfig.CLEANUP_POLICY_COMPACT;
      case COMPACT_AND_DELETE ->
          TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE;
    };
  }
}
