package dev.centroid.standalone.embedded;

import dev.centroid.standalone.broker.LoopbackPort;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Further workers, each a process of its own, since one process trains one model at a time. Each
 * ends when its standard input does, and so with this process, however that ends.
 */
public final class ChildWorkers implements AutoCloseable {

  private final List<Process> processes;

  private ChildWorkers(List<Process> processes) {
    this.processes = processes;
  }

  /**
   * Starts workers.
   *
   * @param count how many
   * @throws IOException if a process cannot be started
   */
  public static ChildWorkers start(EmbeddedSettings settings, int count) throws IOException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i + 2;
      ProcessBuilder process =
          new ProcessBuilder(command(settings, number))
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(settings.workerLog(number).toFile()));
      process.environment().putAll(settings.workerEnvironment());
      processes.add(process.start());
    }
    return new ChildWorkers(processes);
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
  }

  private static List<String> command(EmbeddedSettings settings, int number) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.quarkus.bootstrap.runner.QuarkusEntryPoint");
    command.add("worker");
    command.addAll(List.of("--name", EmbeddedSettings.workerName(number)));
    command.addAll(List.of("--kafka", settings.bootstrapServers()));
    command.addAll(List.of("--artifacts", settings.home().artifacts().toString()));
    command.addAll(List.of("--codebooks", LoopbackPort.HOST + ":" + settings.httpPort()));
    return command;
  }
}
