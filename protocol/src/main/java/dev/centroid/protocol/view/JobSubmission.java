package dev.centroid.protocol.view;

import dev.centroid.protocol.task.JobInputs;
import java.time.Instant;
import java.util.Optional;

/**
 * A request for compression: the body of {@code POST /v1/jobs} and the data of a submission event.
 *
 * @param inputs blobs that are in the artifact store already
 * @param seed of all randomness of the job
 * @param threads of the engine in each task, at least 1; part of the job because it decides the
 *     bits of the result
 * @param deadline when the job fails if it is not done by then; it does not tell one job from
 *     another
 */
public record JobSubmission(JobInputs inputs, long seed, int threads, Optional<Instant> deadline) {

  public JobSubmission {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: must be at least 1, but is " + threads);
    }
  }

  /** Without a deadline. */
  public JobSubmission(JobInputs inputs, long seed, int threads) {
    this(inputs, seed, threads, Optional.empty());
  }
}
