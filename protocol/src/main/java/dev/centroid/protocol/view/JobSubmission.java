package dev.centroid.protocol.view;

import dev.centroid.protocol.task.JobInputs;

/**
 * A request for compression: the body of {@code POST /v1/jobs} and the data of a submission event.
 *
 * @param inputs blobs that are in the artifact store already
 * @param seed of all randomness of the job
 * @param threads of the engine in each task, at least 1; part of the job because it decides the
 *     bits of the result
 */
public record JobSubmission(JobInputs inputs, long seed, int threads) {

  public JobSubmission {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: must be at least 1, but is " + threads);
    }
  }
}
