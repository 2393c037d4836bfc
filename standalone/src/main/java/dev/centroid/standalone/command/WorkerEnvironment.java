package dev.centroid.standalone.command;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.service.WorkerConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The keys {@code centroid.worker.*} of the environment, for a process without Quarkus. */
final class WorkerEnvironment {

  private WorkerEnvironment() {}

  /**
   * Reads them.
   *
   * @throws InvalidInputException if a value cannot be read
   */
  static WorkerConfig.WorkerSection read() {
    try {
      return new SmallRyeConfigBuilder()
          .addDefaultSources()
          .addDefaultInterceptors()
          .addDiscoveredConverters()
          .withMapping(WorkerConfig.class)
          .withValidateUnknown(false)
          .build()
          .getConfigMapping(WorkerConfig.class)
          .worker();
    } catch (ConfigValidationException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
