package dev.centroid.protocol.codebook;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Function;

/** Repeats a call while the service is unavailable, within the policy's time. */
final class Retries {

  private final RetryPolicy policy;
  private final Timing timing;
  private final Failures failures;
  private final Runnable beforeRepetition;

  /**
   * @param beforeRepetition runs after each pause, e.g. to connect at once instead of later
   */
  Retries(RetryPolicy policy, Timing timing, Failures failures, Runnable beforeRepetition) {
    this.policy = policy;
    this.timing = timing;
    this.failures = failures;
    this.beforeRepetition = beforeRepetition;
  }

  /**
   * @param call gets the deadline that it must keep
   * @throws StatusRuntimeException as the last repetition failed, or with a status that a
   *     repetition does not change
   */
  <T> T run(Function<Duration, T> call) {
    long start = timing.nanos();
    for (int failed = 1; ; failed++) {
      try {
        return call.apply(policy.call());
      } catch (StatusRuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw failures.interrupted(e);
        }
        Duration pause = policy.backoff().pause(failed);
        Duration spent = Duration.ofNanos(timing.nanos() - start);
        if (!Failures.isTransient(e) || spent.plus(pause).compareTo(policy.total()) > 0) {
          throw e;
        }
        pause(pause);
      }
    }
  }

  /** Waits before a repetition. */
  void pause(Duration pause) {
    try {
      timing.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.interrupted(e);
    }
    beforeRepetition.run();
  }
}
