package dev.centroid.worker.queue;

import dev.centroid.worker.queue.TaskMeter.TaskResult;
import org.apache.kafka.clients.consumer.AcknowledgeType;

/** What becomes of a delivered record after its task ran, or could not. */
enum Verdict {
  COMPLETED(AcknowledgeType.ACCEPT, TaskResult.COMPLETED),
  FAILED(AcknowledgeType.ACCEPT, TaskResult.FAILED),
  /** Nobody waits for it any more. */
  WITHDRAWN(AcknowledgeType.ACCEPT, TaskResult.WITHDRAWN),
  /** Another worker, or this one later, is to try again. */
  RELEASED(AcknowledgeType.RELEASE, TaskResult.RELEASED),
  /** Another worker is to try; this one takes nothing for a while. */
  LEFT_TO_OTHERS(AcknowledgeType.RELEASE, TaskResult.RELEASED);

  private final AcknowledgeType acknowledgement;
  private final TaskResult result;

  Verdict(AcknowledgeType acknowledgement, TaskResult result) {
    this.acknowledgement = acknowledgement;
    this.result = result;
  }

  AcknowledgeType acknowledgement() {
    return acknowledgement;
  }

  TaskResult result() {
    return result;
  }
}
