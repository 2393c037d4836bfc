package dev.centroid.worker.queue;

import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which tasks nobody waits for any more. Safe for any number of threads. */
final class StopOrders {

  private final Map<String, Integer> stopped = new ConcurrentHashMap<>();

  void add(StopOrder order) {
    stopped.merge(order.jobId(), order.throughAttempt(), Math::max);
  }

  boolean covers(TaskRef task) {
    return task.attempt() <= stopped.getOrDefault(task.jobId(), 0);
  }
}
