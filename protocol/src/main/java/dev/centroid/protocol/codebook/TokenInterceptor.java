package dev.centroid.protocol.codebook;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Sends a token with each call, as the metadata {@code authorization}. */
final class TokenInterceptor implements ClientInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final BearerToken token;

  TokenInterceptor(BearerToken token) {
    this.token = token;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        headers.put(AUTHORIZATION, authorization());
        super.start(listener, headers);
      }
    };
  }

  /** While the token's file cannot be read, calls fail as if the service were unavailable. */
  private String authorization() {
    try {
      return token.authorization();
    } catch (InvalidInputException e) {
      throw Status.UNAVAILABLE.withDescription(e.getMessage()).withCause(e).asRuntimeException();
    }
  }
}
