package dev.centroid.standalone.child;

import java.util.List;
import java.util.Map;

/**
 * How a process is started.
 *
 * @param command program and arguments, which every user of the machine can read
 * @param environment variables in addition to those of this process, for what others must not read
 */
public record ProcessStart(List<String> command, Map<String, String> environment) {
  public ProcessStart {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder;
  }
}
