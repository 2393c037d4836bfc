package dev.centroid.worker.task;

import dev.centroid.quantization.plan.LayerPlan;
import java.io.IOException;
import java.util.List;

/** What a running task tells, and hears. Called on the task's thread, between steps. */
public interface TaskMonitor {

  /**
   * Some units of work are done.
   *
   * @param done units so far: steps, batches or iterations
   * @param total units in all
   * @param loss of the newest step; NaN where there is none
   * @throws TaskStoppedException if the task is to stop here
   */
  void progress(int done, int total, double loss);

  /**
   * The task is alive where there are no units to count: a model is loaded, a tensor is packed.
   *
   * @throws TaskStoppedException if the task is to stop here
   */
  void active();

  /**
   * Some layers of the plan, in order.
   *
   * @param layers a few hundred at most
   * @throws IOException if nobody could be told; trying again may help
   */
  void layersPlanned(List<LayerPlan> layers) throws IOException;
}
