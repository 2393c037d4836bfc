package dev.centroid.protocol.control;

/**
 * Nobody waits for a job's tasks of these attempts any more: the job was cancelled or paused, or
 * has failed. A job that goes on does so with a higher attempt, so no order ever has to be taken
 * back, and it does not matter whether a worker hears of it before or after the tasks.
 *
 * @param jobId the job, also the record's key
 * @param throughAttempt tasks of this attempt of the job and of those before it are to be stopped
 *     at their next step, or not to be begun
 */
public record StopOrder(String jobId, int throughAttempt) {

  /** Whether it is about tasks of an attempt. */
  public boolean covers(int attempt) {
    return attempt <= throughAttempt;
  }
}
