package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.view.JobSubmission;
import java.time.Instant;

/**
 * What was asked for, and for which time.
 *
 * @param jobId the job's id
 * @param submission what was asked for
 * @param acceptedAt when the request was taken
 * @param attempt from 1; one more each time that the request is repeated after a failure, that the
 *     job goes on after a pause, and when what its recipe left open is decided
 */
public record JobRequest(String jobId, JobSubmission submission, Instant acceptedAt, int attempt) {

  /** What each task of the job carries. */
  TaskHeader header(int stage, int part) {
    return new TaskHeader(
        new TaskId(jobId, stage, part).toString(),
        jobId,
        attempt,
        submission.inputs(),
        submission.seed(),
        submission.threads());
  }

  /** The same request as the next attempt: of tasks that were stopped, for one. */
  JobRequest next() {
    return new JobRequest(jobId, submission, acceptedAt, attempt + 1);
  }

  /** Why it fails when it is not done in time. */
  String expiry() {
    return "its deadline, "
        + submission.deadline().orElseThrow()
        + ", has passed; ask for it again with a later one";
  }

  /** The same request by another recipe, as an attempt of its own. */
  JobRequest with(Digest recipe) {
    JobInputs given = submission.inputs();
    JobInputs inputs = new JobInputs(given.model(), given.train(), given.evaluation(), recipe);
    JobSubmission next =
        new JobSubmission(inputs, submission.seed(), submission.threads(), submission.deadline());
    return new JobRequest(jobId, next, acceptedAt, attempt + 1);
  }

  /** The name of a piece of news of this job: the same whenever the same thing is told again. */
  String newsId(String what) {
    return jobId + "/" + attempt + "/" + what;
  }
}
