package dev.centroid.worker.queue;

import dev.centroid.worker.task.TaskRunner;
import java.time.InstantSource;

/**
 * What the queues of one worker share.
 *
 * @param runner does the tasks
 * @param events publishes task events
 * @param meter counts
 * @param orders which tasks must stop
 * @param watchdog watches running tasks
 * @param failures of tasks that were released
 * @param clock of events
 */
record WorkerParts(
    TaskRunner runner,
    TaskEvents events,
    TaskMeter meter,
    StopOrders orders,
    Watchdog watchdog,
    PastFailures failures,
    InstantSource clock) {}
