package dev.centroid.codebook.service;

import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookUnavailableException;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The gRPC status of each failure; codebook.proto says which means what. */
final class Statuses {

  private Statuses() {}

  static StatusRuntimeException of(RuntimeException failure) {
    return status(failure)
        .withDescription(failure.getMessage())
        .withCause(failure)
        .asRuntimeException();
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
