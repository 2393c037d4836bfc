package dev.centroid.standalone.command;

import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.worker.task.TaskMonitor;
import java.util.List;

/** A task that runs to its end while nobody listens. */
final class UnwatchedTask implements TaskMonitor {

  @Override
  public void progress(int done, int total, double loss) {}

  @Override
  public void active() {}

  @Override
  public void layersPlanned(List<LayerPlan> layers) {}
}
