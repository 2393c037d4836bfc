package dev.centroid.coordinator.job;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.protocol.view.JobView;
import java.time.Instant;
import java.util.Optional;

/**
 * The job came to nothing. Asked for again, it starts anew: what was in the way may be gone.
 *
 * @param ledger what the job keeps
 * @param program what it followed, if it came so far
 * @param finishedAt when it failed
 * @param failure why
 */
record Failed(
    JobLedger ledger, Optional<JobProgram> program, Instant finishedAt, JobView.Failure failure)
    implements JobState {

  static Decision from(
      JobLedger ledger, Optional<JobProgram> program, Instant at, String reason, boolean badInput) {
    Failed state = new Failed(ledger, program, at, new JobView.Failure(reason, badInput));
    return Decision.stopped(state, UserEvent.Kind.FAILED, at);
  }

  /** The reason when a worker answers a task with something else than was asked for. */
  static String unexpected(TaskEvent.Completed event) {
    return "worker "
        + event.task().worker()
        + " answered the task "
        + event.task().taskId()
        + " with an outcome that does not fit it; run the same version of coordinator and workers";
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
        JobStatus.FAILED, Optional.of(finishedAt), program, ledger.phases(), Optional.of(failure));
  }

  @Override
  public Decision resubmitted(JobSubmission submission, Instant at) {
    return Inspecting.anew(ledger, submission, at);
  }
}
