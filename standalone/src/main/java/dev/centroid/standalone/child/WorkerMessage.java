package dev.centroid.standalone.child;

import dev.centroid.protocol.task.TaskKind;
import dev.centroid.worker.queue.TaskMeter;
import dev.centroid.worker.queue.TaskMeter.TaskResult;
import java.time.Duration;
import java.util.Optional;

/** A line that a worker process writes to the process that started it. */
sealed interface WorkerMessage {

  /** Begins every message, apart from what a native library prints. */
  String PREFIX = "centroid-worker ";

  /** What follows the prefix. */
  String text();

  /** The worker can take tasks. */
  record Ready() implements WorkerMessage {
    private static final String NAME = "ready";

    @Override
    public String text() {
      return NAME;
    }
  }

  /**
   * The worker cannot start.
   *
   * @param reason one line for the user
   */
  record Failed(String reason) implements WorkerMessage {
    private static final String NAME = "failed ";

    @Override
    public String text() {
      return NAME + reason;
    }
  }

  /** A message that counts something. */
  sealed interface Metric extends WorkerMessage {

    /** Counts it. */
    void count(TaskMeter meter);
  }

  /** A delivery of a task ended. */
  record TaskEnded(TaskKind kind, TaskResult result, Duration time) implements Metric {
    private static final String NAME = "task ";
    private static final int FIELDS = 3;

    @Override
    public String text() {
      return NAME + kind.name() + " " + result.name() + " " + time.toNanos();
    }

    private static TaskEnded parse(String fields) {
      String[] parts = fields.split(" ", FIELDS);
      return new TaskEnded(
          TaskKind.valueOf(parts[0]),
          TaskResult.valueOf(parts[1]),
          Duration.ofNanos(Long.parseLong(parts[2])));
    }

    @Override
    public void count(TaskMeter meter) {
      meter.task(kind, result, time);
    }
  }

  /** Fine-tuning steps were done. */
  record StepsDone(int number) implements Metric {
    private static final String NAME = "steps ";

    @Override
    public String text() {
      return NAME + number;
    }

    @Override
    public void count(TaskMeter meter) {
      meter.steps(number);
    }
  }

  /** A record in a queue was not a task. */
  record Malformed() implements Metric {
    private static final String NAME = "malformed";

    @Override
    public String text() {
      return NAME;
    }

    @Override
    public void count(TaskMeter meter) {
      meter.malformed();
    }
  }

  /** Reads a line; empty if it is not a message. */
  static Optional<WorkerMessage> parse(String line) {
    if (!line.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      return parseText(line.substring(PREFIX.length()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Optional<WorkerMessage> parseText(String text) {
    if (text.equals(Ready.NAME)) {
      return Optional.of(new Ready());
    }
    if (text.startsWith(Failed.NAME)) {
      return Optional.of(new Failed(text.substring(Failed.NAME.length())));
    }
    if (text.startsWith(TaskEnded.NAME)) {
      return Optional.of(TaskEnded.parse(text.substring(TaskEnded.NAME.length())));
    }
    if (text.startsWith(StepsDone.NAME)) {
      return Optional.of(new StepsDone(Integer.parseInt(text.substring(StepsDone.NAME.length()))));
    }
    return text.equals(Malformed.NAME) ? Optional.of(new Malformed()) : Optional.empty();
  }
}
