package dev.centroid.coordinator.job;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import java.time.Instant;

/**
 * Nothing of the job is worked on. What workers still complete of it counts; what would follow from
 * that waits.
 *
 * @param held what it will go on as
 */
record Paused(UnderWay held) implements JobState {

  static Decision from(UnderWay held, Instant at) {
    return Decision.stopped(new Paused(held), UserEvent.Kind.PAUSED, at);
  }

  @Override
  public JobRequest request() {
    return held.request();
  }

  @Override
  public JobView view() {
    return held.view().with(JobStatus.PAUSED);
  }

  @Override
  public Decision layersPlanned(TaskEvent.LayersPlanned event, JobEntries entries) {
    return hold(held.layersPlanned(event, entries));
  }

  @Override
  public Decision progressed(TaskEvent.Progress event, JobPolicy policy) {
    return Decision.none(this, Verdict.NOTED);
  }

  @Override
  public Decision completed(TaskEvent.Completed event, JobEntries entries, JobPolicy policy) {
    return hold(held.completed(event, entries, policy));
  }

  @Override
  public Decision failed(TaskEvent.Failed event) {
    return hold(held.failed(event));
  }

  @Override
  public Decision cancelled(Instant at) {
    return held.cancelled(at);
  }

  @Override
  public Decision paused(Instant at) {
    return Decision.none(this, Verdict.DUPLICATE);
  }

  @Override
  public Decision resumed(Instant at, JobEntries entries) {
    return held.goesOn(at, entries);
  }

  @Override
  public Decision expired(Instant at) {
    return held.expired(at);
  }

  private Decision hold(Decision decision) {
    if (decision.verdict() != Verdict.APPLIED) {
      return Decision.none(this, decision.verdict());
    }
    return decision.state().orElseThrow() instanceof UnderWay next
        ? decision.withheld(new Paused(next))
        : decision;
  }
}
