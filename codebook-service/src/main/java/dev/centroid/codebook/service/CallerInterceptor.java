package dev.centroid.codebook.service;

import dev.centroid.protocol.access.CallerCheck;
import dev.centroid.protocol.access.CallerCheck.Finding;
import dev.centroid.protocol.access.TokenFileException;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends each call that lacks the token, if there is one, with {@code UNAUTHENTICATED}. */
@GlobalInterceptor
@Singleton
@Startup
class CallerInterceptor implements ServerInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(CallerInterceptor.class);
  private static final String SECTION = "centroid.codebook";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final CallerCheck callers;

  CallerInterceptor(
      @ConfigProperty(name = SECTION + ".token") Optional<String> token,
      @ConfigProperty(name = SECTION + ".token-file") Optional<Path> file) {
    try {
      this.callers = CallerCheck.of(SECTION, token, file);
    } catch (InvalidInputException e) {
      // Quarkus prints the message alone of this exception, and a stack trace of others.
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Optional<Status> refusal = refusal(headers);
    if (refusal.isEmpty()) {
      return next.startCall(call, headers);
    }
    call.close(refusal.get(), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private Optional<Status> refusal(Metadata headers) {
    try {
      Finding finding = callers.of(Optional.ofNullable(headers.get(AUTHORIZATION)));
      return switch (finding) {
        case WELCOME -> Optional.empty();
        case NO_TOKEN ->
            Optional.of(
                Status.UNAUTHENTICATED.withDescription(
                    "a token is required; send it as the metadata authorization: Bearer"));
        case WRONG_TOKEN ->
            Optional.of(Status.UNAUTHENTICATED.withDescription("the token is wrong"));
      };
    } catch (TokenFileException e) {
      LOG.error("token file unreadable, all calls rejected", e);
      return Optional.of(
          Status.UNAVAILABLE.withDescription(
              "callers cannot be checked now; the log of this node has the reason"));
    }
  }
}
