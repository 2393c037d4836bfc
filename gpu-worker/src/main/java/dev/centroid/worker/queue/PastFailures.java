package dev.centroid.worker.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Why tasks failed in this process that were then released to be delivered again. Thread-safe. */
final class PastFailures {

  private static final int MAX_TASKS = 64;

  private final Map<String, String> reasons =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_TASKS;
        }
      };

  synchronized void add(String taskId, String reason) {
    reasons.put(taskId, reason);
  }

  /** The last reason of a task. */
  synchronized Optional<String> of(String taskId) {
    return Optional.ofNullable(reasons.get(taskId));
  }
}
