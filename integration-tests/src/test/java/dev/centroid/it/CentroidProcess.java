package dev.centroid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The {@code centroid} command in a process of its own. */
final class CentroidProcess {

  private static final Path JAR = Path.of("../standalone/target/quarkus-app/quarkus-run.jar");
  private static final long PATIENCE_SECONDS = 240;

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  private CentroidProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(reader(process.getInputStream(), output), reader(process.getErrorStream(), errors));
  }

  static CentroidProcess start(String... arguments) throws IOException {
    return run(command(arguments));
  }

  /** The command with settings, such as {@code centroid.worker.stop-timeout}. */
  static CentroidProcess startWith(Map<String, String> settings, String... arguments)
      throws IOException {
    List<String> command = command(arguments);
    // After the name of the program.
    settings.forEach((key, value) -> command.add(1, "-D" + key + "=" + value));
    return run(command);
  }

  /** Any process, its output gathered as it comes. */
  static CentroidProcess run(List<String> command) throws IOException {
    return new CentroidProcess(new ProcessBuilder(command).start());
  }

  /** What starts the command. */
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseParallelGC",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-jar",
            JAR.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Waits for its end; it must come within some minutes. */
  Ended end() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as("the command ends; it had said %s and %s", output, errors)
        .isTrue();
    for (Thread reader : readers) {
      reader.join();
    }
    return new Ended(process.exitValue(), List.copyOf(output), List.copyOf(errors));
  }

  /**
   * Kills it with no chance to do anything, at its first line of output like this.
   *
   * @return whether the line came before the process ended by itself
   */
  boolean killAt(Predicate<String> line) throws InterruptedException {
    boolean seen = awaitLine(line).isPresent();
    // On Linux this is SIGKILL.
    process.destroyForcibly();
    end();
    return seen;
  }

  /** Kills it with no chance to do anything. */
  void kill() {
    process.destroyForcibly();
  }

  /** The processes that it started, and those that they started. */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /** Asks it to end, as Ctrl-C and SIGTERM do. */
  void stop() {
    process.toHandle().destroy();
  }

  /**
   * Waits for a line of output.
   *
   * @return the first like this; empty when the process ended, or time was up, without it
   */
  Optional<String> awaitLine(Predicate<String> line) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Optional<String> seen = output.stream().filter(line).findFirst();
    while (seen.isEmpty() && process.isAlive() && System.nanoTime() < deadline) {
      synchronized (output) {
        output.wait(50);
      }
      seen = output.stream().filter(line).findFirst();
    }
    return seen;
  }

  private static Thread reader(InputStream stream, List<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                text.lines()
                    .forEach(
                        line -> {
                          lines.add(line);
                          synchronized (lines) {
                            lines.notifyAll();
                          }
                        });
              } catch (IOException | UncheckedIOException e) {
                lines.add("(no more output: " + e.getMessage() + ")");
              }
            });
    thread.start();
    return thread;
  }

  /**
   * @param code its exit code
   * @param output lines of standard output
   * @param errors lines of standard error
   */
  record Ended(int code, List<String> output, List<String> errors) {

    /** Fails with what it said unless it was successful. */
    Ended successfully() {
      assertThat(code).as("exit code; it had said %s and %s", output, errors).isZero();
      return this;
    }
  }
}
