package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The job is done, its packed file read back and evaluated.
 *
 * @param ledger what the job keeps
 * @param program what it followed
 * @param finishedAt when its last task was done
 */
record Completed(JobLedger ledger, JobProgram program, Instant finishedAt) implements JobState {

  static Decision from(
      JobLedger ledger, JobProgram program, Instant at, EntryEdits edits, List<UserEvent> news) {
    Completed state = new Completed(ledger, program, at);
    List<UserEvent> all = new ArrayList<>(news);
    all.add(
        new UserEvent.OfJob(
            UserEvent.Kind.COMPLETED, ledger.request().newsId("completed"), at, state.view()));
    return Decision.next(state, List.of(), edits, all);
  }

  @Override
  public JobRequest request() {
    return ledger.request();
  }

  @Override
  public boolean isTerminal() {
    return true;
  }

  @Override
  public JobView view() {
    return ledger.view(
        JobStatus.COMPLETED,
        Optional.of(finishedAt),
        Optional.of(program),
        ledger.phases(),
        Optional.empty());
  }
}
