package dev.centroid.codebook.service;

import dev.centroid.codebook.register.NoMajorityException;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The gRPC status of each failure; codebook.proto says which means what. */
final class Statuses {

  private Statuses() {}

  static StatusRuntimeException of(RuntimeException failure) {
    Status status = status(failure);
    return status
        .withDescription(description(failure, status.getCode()))
        .withCause(failure)
        .asRuntimeException();
  }

  /** Whether the log has to say why, as the caller is not told. */
  static boolean isForLog(RuntimeException failure) {
    Status.Code code = status(failure).getCode();
    return code == Status.Code.INTERNAL
        || (code == Status.Code.UNAVAILABLE
            && !(failure.getCause() instanceof NoMajorityException));
  }

  /** Names no file of this machine, unlike the failures of files. */
  private static String description(RuntimeException failure, Status.Code code) {
    if (code == Status.Code.UNAVAILABLE
        && failure.getCause() instanceof NoMajorityException cause) {
      return "the codebook store cannot answer now: " + cause.getMessage();
    }
    return isForLog(failure)
        ? "the codebook store failed; the log of this node has the reason"
        : String.valueOf(failure.getMessage());
  }

  private static Status status(RuntimeException failure) {
    if (failure instanceof CodebookConflictException) {
      return Status.ABORTED;
    }
    if (failure instanceof InvalidInputException) {
      return Status.INVALID_ARGUMENT;
    }
    return failure instanceof CodebookUnavailableException ? Status.UNAVAILABLE : Status.INTERNAL;
  }
}
