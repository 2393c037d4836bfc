package dev.centroid.worker.task;

import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import java.io.IOException;

/**
 * Does one kind of task: a pure function of the blobs and codebooks that the task names.
 *
 * @param <T> the kind
 */
interface TaskExecutor<T extends Task> {

  /**
   * Does a task; its outputs are stored when this returns.
   *
   * @throws dev.centroid.quantization.InvalidInputException if what the user gave is to blame
   * @throws TaskFailedException if trying again cannot help
   * @throws TaskStoppedException if the monitor said to stop
   * @throws IOException if a store could not be read or written; trying again may help
   */
  TaskOutcome execute(T task, TaskMonitor monitor) throws IOException;
}
