package dev.centroid.coordinator.api;

import dev.centroid.coordinator.PendingException;
import dev.centroid.protocol.artifact.CorruptArtifactException;
import dev.centroid.protocol.artifact.MissingArtifactException;
import dev.centroid.quantization.InvalidInputException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.Response.StatusType;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps every failure of a request to a {@link Problem} that names no file of this machine. */
final class ProblemMappers {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);
  private static final int INSUFFICIENT_STORAGE = 507;

  /** Ends what has its reason in an exception, whose text may name files of this machine. */
  private static final String SEE_LOG = "; the log of this coordinator has the reason";

  @ServerExceptionMapper
  Response of(ProblemException e) {
    return response(e);
  }

  @ServerExceptionMapper
  Response of(InvalidInputException e) {
    return response(ProblemException.of(Status.BAD_REQUEST, String.valueOf(e.getMessage())));
  }

  @ServerExceptionMapper
  Response of(MissingArtifactException e) {
    return response(
        ProblemException.of(
            Status.NOT_FOUND,
            "no blob of this digest is in the artifact store; POST it to /v1/blobs first"));
  }

  @ServerExceptionMapper
  Response of(CorruptArtifactException e) {
    LOG.error("a blob is corrupt", e);
    return response(
        ProblemException.of(
            Status.INTERNAL_SERVER_ERROR, "the blob was damaged in the artifact store" + SEE_LOG));
  }

  @ServerExceptionMapper
  Response of(IOException e) {
    LOG.error("the artifact store failed", e);
    return response(
        new ProblemException(
            INSUFFICIENT_STORAGE,
            "Insufficient Storage",
            "the artifact store cannot be read or written; free some space if its disk is full"
                + SEE_LOG));
  }

  @ServerExceptionMapper
  Response of(PendingException e) {
    return response(
        ProblemException.of(Status.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage())));
  }

  @ServerExceptionMapper
  Response of(KafkaException e) {
    LOG.error("the broker failed", e);
    return response(
        ProblemException.of(
            Status.SERVICE_UNAVAILABLE, "the broker cannot take it now; try again" + SEE_LOG));
  }

  @ServerExceptionMapper
  Response of(WebApplicationException e) {
    StatusType status = e.getResponse().getStatusInfo();
    return response(
        ProblemException.of(
            status, "HTTP " + status.getStatusCode() + " " + status.getReasonPhrase()));
  }

  @ServerExceptionMapper
  Response of(RuntimeException e) {
    LOG.error("a request failed that should not", e);
    return response(
        ProblemException.of(
            Status.INTERNAL_SERVER_ERROR,
            "the request failed by a fault of this service" + SEE_LOG));
  }

  static Response response(ProblemException e) {
    return Response.status(e.problem().status())
        .type(Problem.MEDIA_TYPE)
        .entity(e.problem())
        .build();
  }
}
