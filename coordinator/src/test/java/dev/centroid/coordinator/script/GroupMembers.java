package dev.centroid.coordinator.script;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.ShareGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Threads that each belong to a share group of workers, until they are closed. */
public final class GroupMembers implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;

  /**
   * Makes the threads, which do not run yet.
   *
   * @param perGroup how many for each share group
   * @param consumer settings of theirs, beside brokers and group
   * @param turn what each does over and over
   */
  public GroupMembers(
      String name, String brokers, int perGroup, Map<String, Object> consumer, Turn turn) {
    for (ShareGroup group : ShareGroup.values()) {
      for (int member = 0; member < perGroup; member++) {
        threads.add(
            new Thread(
                () -> run(group, brokers, consumer, turn),
                name + "-" + group.groupId() + "-" + member));
      }
    }
  }

  /** What a member does over and over. */
  @FunctionalInterface
  public interface Turn {
    /**
     * One turn.
     *
     * @param consumer acknowledges explicitly
     */
    void take(KafkaShareConsumer<String, Task> consumer, TaskTeller teller) throws Exception;
  }

  /** Lets them run. To be called once. */
  public void start() {
    threads.forEach(Thread::start);
  }

  private void run(ShareGroup group, String brokers, Map<String, Object> settings, Turn turn) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", brokers);
    all.put("group.id", group.groupId());
    all.put("share.acknowledgement.mode", "explicit");
    try (KafkaShareConsumer<String, Task> consumer =
            new KafkaShareConsumer<>(
                all, new StringDeserializer(), new JsonSerde<>(Task.class).deserializer());
        TaskTeller teller = new TaskTeller(brokers)) {
      consumer.subscribe(Set.of(group.topic().topicName()));
      while (!closing) {
        turn.take(consumer, teller);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
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
