package dev.centroid.worker.queue;

import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.Task;

/**
 * One acquisition of a task's record.
 *
 * @param task what to do
 * @param ref its names in events
 * @param number delivery count of the record, from 1
 * @param limit deliveries after which the task fails
 */
record Delivery(Task task, TaskRef ref, int number, int limit) {}
