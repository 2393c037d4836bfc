package dev.centroid.standalone.child;

import dev.centroid.protocol.task.TaskKind;
import dev.centroid.worker.queue.TaskMeter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A worker process's side: it writes messages to its standard output, and reads its standard input
 * for the word to begin and for the end of its parent. Thread-safe.
 */
public final class ParentLink implements TaskMeter {

  private static final long BETWEEN_STEP_MESSAGES = Duration.ofSeconds(1).toNanos();

  private final InputStream input;
  private final OutputStream output;
  private int newSteps;
  private long stepsSentAt;

  ParentLink(InputStream input, OutputStream output) {
    this.input = input;
    this.output = output;
    this.stepsSentAt = System.nanoTime();
  }

  /** Takes over standard input and output; what Java prints goes to standard error from now on. */
  public static ParentLink open() {
    System.setOut(System.err);
    return new ParentLink(System.in, new FileOutputStream(FileDescriptor.out));
  }

  /**
   * Says that the worker can begin, and waits for the word to.
   *
   * @return whether it came; false if the parent ended
   * @throws IOException if the input cannot be read
   */
  public boolean awaitStart() throws IOException {
    send(new WorkerMessage.Ready());
    return input.read() >= 0;
  }

  /**
   * Returns when the parent has ended or is done with this process.
   *
   * @throws IOException if the input cannot be read
   */
  public void awaitEnd() throws IOException {
    while (input.read() >= 0) {
      // Nothing more is said; only the end matters.
    }
  }

  /** Says why the worker cannot start. */
  public void failed(String reason) {
    send(new WorkerMessage.Failed(reason));
  }

  @Override
  public synchronized void task(TaskKind kind, TaskResult result, Duration time) {
    sendSteps();
    send(new WorkerMessage.TaskEnded(kind, result, time));
  }

  @Override
  public synchronized void steps(int number) {
    newSteps += number;
    if (System.nanoTime() - stepsSentAt >= BETWEEN_STEP_MESSAGES) {
      sendSteps();
    }
  }

  @Override
  public void malformed() {
    send(new WorkerMessage.Malformed());
  }

  private void sendSteps() {
    if (newSteps > 0) {
      send(new WorkerMessage.StepsDone(newSteps));
      newSteps = 0;
    }
    stepsSentAt = System.nanoTime();
  }

  /** On a line of its own, whatever a native library printed before. */
  private synchronized void send(WorkerMessage message) {
    String line = "\n" + WorkerMessage.PREFIX + message.text() + "\n";
    try {
      output.write(line.getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (IOException e) {
      // The parent has ended, and awaitEnd() returns.
      return;
    }
  }
}
