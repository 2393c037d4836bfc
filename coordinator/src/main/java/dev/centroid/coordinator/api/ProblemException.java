package dev.centroid.coordinator.api;

import dev.centroid.protocol.view.JobView;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.Response.StatusType;
import java.util.Locale;

/** A request that is answered with a {@link Problem}. */
final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;

  ProblemException(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  static ProblemException unknownJob(String jobId) {
    return of(Status.NOT_FOUND, "no job " + jobId + "; GET /v1/jobs lists those there are");
  }

  static ProblemException ended(JobView job) {
    return of(
        Status.CONFLICT,
        "job "
            + job.jobId()
            + " has ended: it is "
            + job.status().name().toLowerCase(Locale.ROOT)
            + "; only a job that is under way can be cancelled, paused or resumed");
  }

  static ProblemException starting() {
    return of(
        Status.SERVICE_UNAVAILABLE, "the coordinator is still starting; try again in a moment");
  }

  static ProblemException of(StatusType status, String detail) {
    return new ProblemException(status.getStatusCode(), status.getReasonPhrase(), detail);
  }

  Problem problem() {
    return new Problem(title, status, String.valueOf(getMessage()));
  }
}
