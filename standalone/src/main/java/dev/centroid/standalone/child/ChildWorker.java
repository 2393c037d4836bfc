package dev.centroid.standalone.child;

import dev.centroid.protocol.retry.Backoff;
import dev.centroid.worker.queue.ExitReason;
import dev.centroid.worker.queue.TaskMeter;
import io.micrometer.core.instrument.Metrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process that is started again when it ends, until this is closed. It ends with this
 * process, however that ends, since its standard input does.
 */
public final class ChildWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChildWorker.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  /** A process that ran for so long is no part of a series of failures. */
  private static final Duration STEADY = Duration.ofMinutes(1);

  /** Starts in a row that may fail of a worker that could start before. */
  private static final int MAX_FAILED_STARTS = 5;

  /** A longer log is put aside at the next start. */
  private static final long MAX_LOG_BYTES = 20L << 20;

  private static final Duration KILLING = Duration.ofSeconds(5);

  private final String name;
  private final ProcessStart start;
  private final Path log;
  private final TaskMeter meter;
  private final Consumer<Throwable> onFailure;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Optional<Process> process = Optional.empty();
  private boolean released;
  private boolean everReady;
  private int failedStarts;

  /**
   * @param name of the worker
   * @param start its command; its standard output is read as messages
   * @param log where everything else that it says is appended
   * @param meter counts what it counts
   * @param onFailure called when it cannot start, with a message for the user
   */
  public ChildWorker(
      String name, ProcessStart start, Path log, TaskMeter meter, Consumer<Throwable> onFailure) {
    this.name = name;
    this.start = start;
    this.log = log;
    this.meter = meter;
    this.onFailure = onFailure;
  }

  /** Starts the process, which then waits to be released. */
  public void start() {
    Thread thread = new Thread(this::supervise, name + "-process");
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets the worker take tasks. */
  public synchronized void release() {
    released = true;
    process.ifPresent(ChildWorker::signal);
  }

  /** Kills the process; what it has half done is done again elsewhere. */
  @Override
  public void close() {
    closed.countDown();
    Optional<Process> last;
    synchronized (this) {
      last = process;
    }
    last.ifPresent(ChildWorker::kill);
  }

  private void supervise() {
    int ends = 0;
    try {
      while (!isClosed()) {
        long startedAt = System.nanoTime();
        Process child = spawn();
        boolean ready = follow(child);
        int code = child.waitFor();
        if (isClosed() || (!ready && isHopeless(code))) {
          return;
        }
        ends = Duration.ofNanos(System.nanoTime() - startedAt).compareTo(STEADY) < 0 ? ends + 1 : 1;
        Metrics.counter("centroid.worker.restarts", "worker", name).increment();
        Duration pause = BACKOFF.pause(ends);
        LOG.warn(
            "worker process ended and starts again: worker={} exitCode={} reason={} delayMs={}"
                + " log={}",
            name,
            code,
            meaning(code),
            pause.toMillis(),
            log);
        boolean unused = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (IOException | UncheckedIOException e) {
      if (!isClosed()) {
        onFailure.accept(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Process spawn() throws IOException {
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    Process child =
        start.builder().redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    process = Optional.of(child);
    if (released) {
      signal(child);
    }
    if (isClosed()) {
      child.destroyForcibly();
    }
    return child;
  }

  /**
   * Reads messages until the process has ended.
   *
   * @return whether it was ready to take tasks
   */
  private boolean follow(Process child) throws IOException {
    boolean ready = false;
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        Writer rest =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<WorkerMessage> message = WorkerMessage.parse(line);
        if (message.isEmpty()) {
          append(rest, line);
        } else if (message.get() instanceof WorkerMessage.Metric metric) {
          metric.count(meter);
        } else if (message.get() instanceof WorkerMessage.Failed failed) {
          refused(failed.reason());
        } else {
          ready = true;
          becameReady();
        }
      }
    }
    return ready;
  }

  private static void append(Writer log, String line) throws IOException {
    if (!line.isBlank()) {
      log.write(line + System.lineSeparator());
      log.flush();
    }
  }

  private synchronized void becameReady() {
    everReady = true;
    failedStarts = 0;
  }

  private void refused(String reason) {
    closed.countDown();
    onFailure.accept(new WorkerStartException(name + " cannot start: " + reason));
  }

  /** Gives up a worker that could never start, or has failed to for too often. */
  private synchronized boolean isHopeless(int code) {
    failedStarts++;
    boolean hopeless = !everReady || failedStarts >= MAX_FAILED_STARTS;
    if (hopeless) {
      closed.countDown();
      onFailure.accept(
          new WorkerStartException(
              name
                  + " cannot start: its process ended with exit code "
                  + code
                  + " before it could take tasks; see "
                  + log));
    }
    return hopeless;
  }

  private static String meaning(int code) {
    return Stream.of(ExitReason.values())
        .filter(reason -> reason.code() == code)
        .map(Enum::name)
        .findFirst()
        .orElse("unknown");
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private static void signal(Process child) {
    try {
      child.getOutputStream().write('\n');
      child.getOutputStream().flush();
    } catch (IOException e) {
      // It has ended, and supervise() sees to it.
      return;
    }
  }

  private static void kill(Process child) {
    child.destroyForcibly();
    try {
      boolean unused = child.waitFor(KILLING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
