package dev.centroid.coordinator.api;

import dev.centroid.coordinator.PendingException;
import dev.centroid.protocol.artifact.CorruptArtifactException;
import dev.centroid.protocol.artifact.MissingArtifactException;
import dev.centroid.quantization.InvalidInputException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns everything that goes wrong in a request into a {@link Problem}. */
final class ProblemMappers {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);
  private static final int INSUFFICIENT_STORAGE = 507;

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
    return response(ProblemException.of(Status.NOT_FOUND, String.valueOf(e.getMessage())));
  }

  @ServerExceptionMapper
  Response of(CorruptArtifactException e) {
    LOG.error("a blob is corrupt", e);
    return response(
        ProblemException.of(Status.INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage())));
  }

  @ServerExceptionMapper
  Response of(IOException e) {
    LOG.error("the artifact store failed", e);
    return response(
        new ProblemException(
            INSUFFICIENT_STORAGE,
            "Insufficient Storage",
            "the artifact store cannot be read or written: " + e.getMessage()));
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
        ProblemException.of(Status.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage())));
  }

  @ServerExceptionMapper
  Response of(WebApplicationException e) {
    return response(
        ProblemException.of(e.getResponse().getStatusInfo(), String.valueOf(e.getMessage())));
  }

  static Response response(ProblemException e) {
    return Response.status(e.problem().status())
        .type(Problem.MEDIA_TYPE)
        .entity(e.problem())
        .build();
  }
}
