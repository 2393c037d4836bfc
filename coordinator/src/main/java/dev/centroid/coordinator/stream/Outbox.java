package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.UserEvent;
import dev.centroid.protocol.control.StopOrder;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import java.time.Instant;
import java.util.Optional;

/** Where the desk of jobs puts what is to be sent. */
interface Outbox {

  /** A task for workers. */
  void task(Task task, Instant at);

  /** Tasks that workers are to stop. */
  void stop(StopOrder order, Instant at);

  /** A job as it is now. */
  void view(JobView view, Instant at);

  /**
   * A layer as it is now.
   *
   * @param index in the plan of the job
   * @param view empty when the layer is to be forgotten
   */
  void layer(String jobId, int index, Optional<LayerView> view, Instant at);

  /** A job that is not known any more; its layers are told apart. */
  void forgotten(String jobId, Instant at);

  /** News for users. */
  void news(UserEvent event, Instant at);
}
