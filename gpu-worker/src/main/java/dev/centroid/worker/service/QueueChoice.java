package dev.centroid.worker.service;

import dev.centroid.protocol.task.Task;
import java.util.Set;

/** Which queues a worker serves. */
public enum QueueChoice {
  TENSOR,
  CODEBOOK,
  BOTH;

  /** These queues. */
  public Set<Task.Queue> queues() {
    return switch (this) {
      case TENSOR -> Set.of(Task.Queue.TENSOR);
      case CODEBOOK -> Set.of(Task.Queue.CODEBOOK);
      case BOTH -> Set.of(Task.Queue.values());
    };
  }
}
