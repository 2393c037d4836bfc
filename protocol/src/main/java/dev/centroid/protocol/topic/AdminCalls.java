package dev.centroid.protocol.topic;

import dev.centroid.protocol.kafka.KafkaFailures;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for what brokers answer. */
final class AdminCalls {

  private AdminCalls() {}

  /**
   * The answer.
   *
   * @param purpose completes "cannot ..."
   * @throws TopicSetupException if there is none
   */
  static <T> T await(KafkaFuture<T> future, String purpose) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicSetupException(
          "cannot " + purpose + ": " + KafkaFailures.line(cause),
          KafkaFailures.mayPass(cause),
          cause);
    } catch (InterruptedException e) {
      throw interrupted(purpose, e);
    }
  }

  static TopicSetupException interrupted(String purpose, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new TopicSetupException("interrupted while trying to " + purpose, false, e);
  }
}
