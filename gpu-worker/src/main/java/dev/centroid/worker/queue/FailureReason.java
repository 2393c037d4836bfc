package dev.centroid.worker.queue;

import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.task.TaskFailedException;
import java.io.IOException;
import java.util.Locale;

/**
 * What a thrown exception means for a task.
 *
 * @param line for the user
 * @param badInput whether what the user gave is to blame
 * @param transientFailure whether trying again may help
 */
record FailureReason(String line, boolean badInput, boolean transientFailure) {

  private static final String DISK_FULL = "no space left on device";

  /** Judges an exception of a task. */
  static FailureReason of(Throwable thrown) {
    if (thrown instanceof InvalidInputException) {
      return new FailureReason(message(thrown), true, false);
    }
    if (thrown instanceof TaskFailedException) {
      return new FailureReason(message(thrown), false, false);
    }
    if (thrown instanceof IOException && isDiskFull(thrown)) {
      return new FailureReason(
          "the disk is full: " + message(thrown) + "; free space there and run again",
          false,
          false);
    }
    if (thrown instanceof OutOfMemoryError) {
      return new FailureReason(
          "the worker's memory is not enough (" + message(thrown) + "); raise -Xmx", false, false);
    }
    boolean mayPass =
        thrown instanceof IOException || thrown instanceof CodebookUnavailableException;
    return new FailureReason(
        thrown.getClass().getSimpleName() + ": " + message(thrown), false, mayPass);
  }

  private static boolean isDiskFull(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (message(cause).toLowerCase(Locale.ROOT).contains(DISK_FULL)) {
        return true;
      }
    }
    return false;
  }

  private static String message(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("no message");
  }
}
