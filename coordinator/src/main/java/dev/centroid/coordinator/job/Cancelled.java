package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.protocol.view.JobView;
import java.time.Instant;
import java.util.Optional;

/**
 * A user wanted no more of the job. Asked for again, it starts anew.
 *
 * @param ledger what the job keeps
 * @param program what it followed, if it came so far
 * @param finishedAt when it was cancelled
 */
record Cancelled(JobLedger ledger, Optional<JobProgram> program, Instant finishedAt)
    implements JobState {

  static Decision from(JobLedger ledger, Optional<JobProgram> program, Instant at) {
    return Decision.stopped(new Cancelled(ledger, program, at), UserEvent.Kind.CANCELLED, at);
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
        JobStatus.CANCELLED, Optional.of(finishedAt), program, ledger.phases(), Optional.empty());
  }

  @Override
  public Decision resubmitted(JobSubmission submission, Instant at) {
    return Inspecting.anew(ledger, submission, at);
  }
}
