package dev.centroid.coordinator.api;

import dev.centroid.coordinator.view.JobListener;
import dev.centroid.coordinator.view.JobViews;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.Optional;

/** Passes on what happens to a job to one reader, until the job has ended. */
final class JobEventStream implements JobListener {

  private final MultiEmitter<? super Optional<JobEvent>> emitter;

  JobEventStream(MultiEmitter<? super Optional<JobEvent>> emitter) {
    this.emitter = emitter;
  }

  /** Begins with the job's details. */
  void open(JobViews views, String jobId) {
    views.subscribe(jobId, this::start, this).ifPresentOrElse(emitter::onTermination, this::end);
  }

  @Override
  public void job(JobView view) {
    emit("job", JobView.class, view);
    endIfTerminal(view);
  }

  @Override
  public void layer(LayerView view) {
    emit("layer", LayerView.class, view);
  }

  @Override
  public void task(TaskEvent event) {
    // The layers of the plan come as layers.
    if (!(event instanceof TaskEvent.LayersPlanned)) {
      emit("task", TaskEvent.class, event);
    }
  }

  private void start(JobDetails details) {
    emit("details", JobDetails.class, details);
    if (details.job().status().isTerminal()) {
      // Whoever waits for the end hears of it also when it was there before.
      emit("job", JobView.class, details.job());
    }
    endIfTerminal(details.job());
  }

  private void endIfTerminal(JobView view) {
    if (view.status().isTerminal()) {
      end();
    }
  }

  private void end() {
    emitter.emit(Optional.empty());
    emitter.complete();
  }

  private <T> void emit(String name, Class<T> type, T value) {
    emitter.emit(Optional.of(JobEvent.of(name, type, value)));
  }
}
