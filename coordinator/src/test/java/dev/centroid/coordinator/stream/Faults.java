package dev.centroid.coordinator.stream;

import java.time.Duration;

/**
 * How often what goes wrong.
 *
 * @param workerDies a delivery of a task ends with the worker's death
 * @param workerFreezes a delivery of a task is followed by a freeze, or by being cut off, for up to
 *     many locks
 * @param workerLetsGo a delivery of a task ends with a fault that may pass
 * @param heartbeatIsLost of each progress event
 * @param eventIsRepeated of each task event
 * @param acceptIsLost of each acceptance of a record, after its completion was told
 * @param recordIsLost of each task's record, as brokers drop one that was delivered too often
 * @param longestDelay of a record on its way
 * @param coordinatorDies in each second
 * @param coordinatorStalls in each transaction, as with a slow disk
 */
record Faults(
    double workerDies,
    double workerFreezes,
    double workerLetsGo,
    double heartbeatIsLost,
    double eventIsRepeated,
    double acceptIsLost,
    double recordIsLost,
    Duration longestDelay,
    double coordinatorDies,
    double coordinatorStalls) {

  private static final Duration USUAL_DELAY = Duration.ofMillis(20);
  private static final Duration WORST_DELAY = Duration.ofSeconds(3);

  /** Nothing goes wrong. */
  static Faults none() {
    return new Faults(0, 0, 0, 0, 0, 0, 0, USUAL_DELAY, 0, 0);
  }

  /** Everything goes wrong now and then, in some worlds more often than in others. */
  static Faults anyIn(World world) {
    double severity = world.random().nextDouble();
    return new Faults(
        0.15 * severity,
        0.1 * severity,
        0.1 * severity,
        0.3 * severity,
        0.2 * severity,
        0.1 * severity,
        0.03 * severity,
        USUAL_DELAY.plus(Duration.ofMillis((long) (WORST_DELAY.toMillis() * severity))),
        0.01 * severity,
        0.002 * severity);
  }
}
