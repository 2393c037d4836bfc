package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent.TaskRef;

/** The fixed vocabulary of keys in logs. */
final class LogKeys {

  private LogKeys() {}

  static String of(TaskRef task) {
    return "job="
        + task.jobId()
        + " task="
        + task.taskId()
        + " kind="
        + task.kind().label()
        + " attempt="
        + task.attempt()
        + " worker="
        + task.worker();
  }
}
