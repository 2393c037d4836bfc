package dev.centroid.protocol.topic;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates every {@link Topic} and sets up every {@link ShareGroup}. May run any number of times,
 * also at once from several processes.
 */
public final class TopicAdmin {

  /**
   * How long a worker holds a task without renewing it, unless told otherwise: within the 5 to 10 s
   * that keep a frozen worker from holding up a job.
   */
  public static final Duration DEFAULT_TASK_LOCK = Duration.ofSeconds(10);

  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
  private static final Duration VISIBILITY_CHECK = Duration.ofMillis(50);

  private TopicAdmin() {}

  /**
   * The same with {@link #DEFAULT_TASK_LOCK}.
   *
   * @throws TopicSetupException if the broker refuses or cannot be reached
   */
  public static void ensure(Admin admin, int partitions, short replication) {
    ensure(admin, partitions, replication, DEFAULT_TASK_LOCK);
  }

  /**
   * Checks that the brokers have what the system needs, creates the topics that are missing, leaves
   * those that are there as they are, sets the share groups' configuration, and returns once the
   * broker lists every topic.
   *
   * @param partitions of a topic to be created, at least 1
   * @param replication copies of a topic to be created, at most the number of brokers
   * @param taskLock how long a worker holds a task without renewing it; the broker's {@code
   *     group.share.min.record.lock.duration.ms} and {@code
   *     group.share.max.record.lock.duration.ms} bound it
   * @throws TopicSetupException if the brokers refuse, cannot be reached, or lack something, which
   *     is named with the line to change
   */
  public static void ensure(Admin admin, int partitions, short replication, Duration taskLock) {
    ClusterState cluster = ClusterReader.read(admin);
    new ClusterCheck(replication, taskLock).require(cluster);
    createMissingTopics(admin, partitions, replication);
    configureShareGroups(admin, taskLock);
    awaitTopics(admin);
  }

  /**
   * How many partitions a topic has on the broker, which may differ from what was asked for if it
   * was there before.
   *
   * @throws TopicSetupException if there is no such topic or the broker cannot be reached
   */
  public static int partitions(Admin admin, Topic topic) {
    List<TopicDescription> descriptions =
        List.copyOf(
            AdminCalls.await(
                    admin.describeTopics(List.of(topic.topicName())).allTopicNames(),
                    "describe the topic " + topic.topicName())
                .values());
    return descriptions.get(0).partitions().size();
  }

  private static void createMissingTopics(Admin admin, int partitions, short replication) {
    Set<String> present = AdminCalls.await(admin.listTopics().names(), "list the topics");
    List<Topic> missing =
        Arrays.stream(Topic.values()).filter(t -> !present.contains(t.topicName())).toList();
    Map<String, KafkaFuture<Void>> creations =
        admin
            .createTopics(missing.stream().map(t -> t.creation(partitions, replication)).toList())
            .values();
    creations.forEach(TopicAdmin::awaitCreation);
  }

  private static void awaitCreation(String topic, KafkaFuture<Void> creation) {
    try {
      AdminCalls.await(creation, "create the topic " + topic);
    } catch (TopicSetupException e) {
      // Somebody else created it since it was looked for: that is all that was wanted.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static void configureShareGroups(Admin admin, Duration taskLock) {
    Collection<AlterConfigOp> settings =
        List.of(
            // Without it, tasks issued before the first worker joins would be lost to the group.
            setting("share.auto.offset.reset", "earliest"),
            // Tasks leave in the coordinator's transactions.
            setting("share.isolation.level", "read_committed"),
            setting("share.record.lock.duration.ms", Long.toString(taskLock.toMillis())));
    Map<ConfigResource, Collection<AlterConfigOp>> changes =
        Arrays.stream(ShareGroup.values())
            .collect(
                Collectors.toMap(
                    group -> new ConfigResource(ConfigResource.Type.GROUP, group.groupId()),
                    group -> settings));
    AdminCalls.await(
        admin.incrementalAlterConfigs(changes).all(),
        "configure the share groups with a task lock of "
            + taskLock.toMillis()
            + " ms (the broker's group.share.min.record.lock.duration.ms and"
            + " group.share.max.record.lock.duration.ms bound it)");
  }

  private static AlterConfigOp setting(String key, String value) {
    return new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
  }

  private static void awaitTopics(Admin admin) {
    List<String> wanted = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (!AdminCalls.await(admin.listTopics().names(), "list the topics").containsAll(wanted)) {
      if (System.nanoTime() > deadline) {
        throw new TopicSetupException(
            "the broker created the topics but did not list them within "
                + VISIBLE_WITHIN.toSeconds()
                + " s; look at its log",
            true,
            new IllegalStateException("missing from the list of topics"));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(VISIBILITY_CHECK.toMillis());
    } catch (InterruptedException e) {
      throw AdminCalls.interrupted("wait for the topics", e);
    }
  }
}
