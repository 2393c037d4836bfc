package dev.centroid.coordinator.view;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;

/** Is told what happens to one job, in order. Must return at once. */
public interface JobListener {

  /** The job changed. */
  void job(JobView view);

  /** One of its layers changed. */
  void layer(LayerView view);

  /** A worker told something of one of its tasks. */
  void task(TaskEvent event);
}
