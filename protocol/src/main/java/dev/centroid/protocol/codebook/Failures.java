package dev.centroid.protocol.codebook;

import dev.centroid.quantization.InvalidInputException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** What a gRPC status of the codebook service means to its caller. */
final class Failures {

  private final String service;

  /**
   * @param service how the service is named in messages, e.g. {@code host:port}
   */
  Failures(String service) {
    this.service = service;
  }

  /** Whether the same call may succeed a little later. Every call of the service is idempotent. */
  static boolean isTransient(StatusRuntimeException failure) {
    Status.Code code = failure.getStatus().getCode();
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  static boolean isNotFound(StatusRuntimeException failure) {
    return failure.getStatus().getCode() == Status.Code.NOT_FOUND;
  }

  RuntimeException translated(StatusRuntimeException failure) {
    String description =
        Optional.ofNullable(failure.getStatus().getDescription()).orElse("no reason given");
    return switch (failure.getStatus().getCode()) {
      case ABORTED -> new CodebookConflictException(description);
      case INVALID_ARGUMENT -> new InvalidInputException(description, failure);
      case RESOURCE_EXHAUSTED ->
          new InvalidInputException(
              "the codebook service at " + service + " refused the call's size: " + description,
              failure);
      case UNAUTHENTICATED ->
          new CodebookUnavailableException(
              "the codebook service at "
                  + service
                  + " refused the token ("
                  + description
                  + "); set centroid.codebook.token-file to a file with the token of the service",
              failure);
      default ->
          new CodebookUnavailableException(
              "the codebook service at "
                  + service
                  + " cannot answer ("
                  + failure.getStatus().getCode()
                  + ": "
                  + description
                  + "); check that it runs there, and try again",
              failure);
    };
  }

  CodebookUnavailableException interrupted(Throwable cause) {
    return new CodebookUnavailableException(
        "the call of the codebook service at " + service + " was interrupted", cause);
  }
}
