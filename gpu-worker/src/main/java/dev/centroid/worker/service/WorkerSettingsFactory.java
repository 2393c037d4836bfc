package dev.centroid.worker.service;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.queue.StallLimits;
import dev.centroid.worker.queue.WorkerSettings;
import java.util.Map;

/** Makes a worker's settings of its configuration. */
public final class WorkerSettingsFactory {

  private WorkerSettingsFactory() {}

  /**
   * The settings.
   *
   * @param name of the worker
   * @param kafka properties of its clients
   * @throws InvalidInputException if a value cannot be used
   */
  public static WorkerSettings of(
      WorkerConfig.WorkerSection config, String name, Map<String, String> kafka) {
    return new WorkerSettings(
        name,
        kafka,
        config.queues().queues(),
        config.deliveryLimit(),
        new StallLimits(config.progressTimeout(), config.stopTimeout()));
  }
}
