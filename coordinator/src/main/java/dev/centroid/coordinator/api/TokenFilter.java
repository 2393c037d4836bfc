package dev.centroid.coordinator.api;

import dev.centroid.protocol.access.CallerCheck;
import dev.centroid.protocol.access.CallerCheck.Finding;
import dev.centroid.protocol.access.TokenFileException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets no request of REST through that lacks the token, if there is one. Runs before the path is
 * looked at, so that no way of writing a path leads past it.
 */
final class TokenFilter {

  private static final Logger LOG = LoggerFactory.getLogger(TokenFilter.class);
  private static final String CHALLENGE = "Bearer realm=\"centroid\"";

  private final CallerCheck callers;

  TokenFilter(CallerCheck callers) {
    this.callers = callers;
  }

  @ServerRequestFilter(preMatching = true)
  public Optional<Response> refuse(ContainerRequestContext request) {
    try {
      Finding finding =
          callers.of(Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION)));
      return switch (finding) {
        case WELCOME -> Optional.empty();
        case NO_TOKEN ->
            Optional.of(
                unauthorized(
                    CHALLENGE, "a token is needed; send it as the header Authorization: Bearer"));
        case WRONG_TOKEN ->
            Optional.of(
                unauthorized(
                    CHALLENGE + ", error=\"invalid_token\"",
                    "the token is wrong; ask whoever runs this coordinator for the right one"));
      };
    } catch (TokenFileException e) {
      LOG.error("nobody is let in", e);
      return Optional.of(
          ProblemMappers.response(
              ProblemException.of(
                  Status.SERVICE_UNAVAILABLE,
                  "callers cannot be checked now; whoever runs this coordinator finds the reason in"
                      + " its log")));
    }
  }

  private static Response unauthorized(String challenge, String detail) {
    Response problem = ProblemMappers.response(ProblemException.of(Status.UNAUTHORIZED, detail));
    return Response.fromResponse(problem).header(HttpHeaders.WWW_AUTHENTICATE, challenge).build();
  }
}
