package dev.centroid.worker.queue;

import dev.centroid.protocol.task.TaskKind;
import java.time.Duration;

/** Counts what a worker does. Called from several threads. */
public interface TaskMeter {

  /** Counts nothing. */
  TaskMeter NONE =
      new TaskMeter() {
        @Override
        public void task(TaskKind kind, TaskResult result, Duration time) {}

        @Override
        public void steps(int number) {}

        @Override
        public void malformed() {}
      };

  /** How a delivery of a task ended. */
  enum TaskResult {
    COMPLETED,
    FAILED,
    WITHDRAWN,
    RELEASED
  }

  /** A delivery of a task has ended. */
  void task(TaskKind kind, TaskResult result, Duration time);

  /** Some fine-tuning steps more are done. */
  void steps(int number);

  /** A record in a queue was not a task. */
  void malformed();
}
