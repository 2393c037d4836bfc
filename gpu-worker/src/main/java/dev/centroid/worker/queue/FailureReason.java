package dev.centroid.worker.queue;

import dev.centroid.protocol.artifact.NotStoredException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.task.TaskFailedException;
import java.io.IOException;

/**
 * What a thrown exception means for a task.
 *
 * @param line for the user
 * @param remedy what may help
 */
record FailureReason(String line, Remedy remedy) {

  /** What may help a task that failed. */
  enum Remedy {
    /** The user gives something else. */
    OTHER_INPUT,
    /** Nothing that this system could do. */
    NONE,
    /** To try again. */
    AGAIN,
    /** That another worker tries, or this one later: its disk is full, it seems. */
    ELSEWHERE
  }

  /** Judges an exception of a task. */
  static FailureReason of(Throwable thrown) {
    if (thrown instanceof InvalidInputException) {
      return new FailureReason(message(thrown), Remedy.OTHER_INPUT);
    }
    if (thrown instanceof TaskFailedException) {
      return new FailureReason(message(thrown), Remedy.NONE);
    }
    if (thrown instanceof NotStoredException) {
      return new FailureReason(message(thrown), Remedy.ELSEWHERE);
    }
    if (thrown instanceof OutOfMemoryError) {
      return new FailureReason(
          "the worker's memory is not enough (" + message(thrown) + "); raise -Xmx", Remedy.NONE);
    }
    boolean mayPass =
        thrown instanceof IOException || thrown instanceof CodebookUnavailableException;
    return new FailureReason(
        thrown.getClass().getSimpleName() + ": " + message(thrown),
        mayPass ? Remedy.AGAIN : Remedy.NONE);
  }

  private static String message(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("no message");
  }
}
