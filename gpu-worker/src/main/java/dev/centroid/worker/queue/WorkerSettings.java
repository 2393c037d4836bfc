package dev.centroid.worker.queue;

import dev.centroid.protocol.task.Task;
import java.util.Map;
import java.util.Set;

/**
 * How a worker takes part in a cluster.
 *
 * @param name tells it from other workers in events and logs
 * @param kafka how to reach the broker: at least {@code bootstrap.servers}
 * @param queues which tasks it takes; at least one
 * @param deliveryLimit deliveries of a task after which it is given up: the broker's {@code
 *     group.share.delivery.count.limit}, beyond which it drops the record without a word
 * @param limits when a task ends the process
 */
public record WorkerSettings(
    String name,
    Map<String, String> kafka,
    Set<Task.Queue> queues,
    int deliveryLimit,
    StallLimits limits) {

  /** The broker's own default of the limit. */
  public static final int DEFAULT_DELIVERY_LIMIT = 5;

  public WorkerSettings {
    kafka = Map.copyOf(kafka);
    queues = Set.copyOf(queues);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a worker needs a name");
    }
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("a worker needs at least one queue");
    }
    if (deliveryLimit < 2) {
      throw new IllegalArgumentException(
          "the delivery limit must be at least 2, but is " + deliveryLimit);
    }
  }

  /** Without the client's properties, which may hold passwords. */
  @Override
  public String toString() {
    return "WorkerSettings[name=" + name + ", queues=" + queues + "]";
  }
}
