package dev.centroid.protocol.codebook;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.grpc.CodebooksGrpc;
import dev.centroid.protocol.grpc.CodebooksGrpc.CodebooksBlockingStub;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The nodes of the service, one of which is called until it fails. */
final class CodebookNodes implements AutoCloseable {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  /**
   * One of them.
   *
   * @param number its place among them
   * @param channel to it
   */
  record Node(int number, ManagedChannel channel) {
    CodebooksBlockingStub stub() {
      return CodebooksGrpc.newBlockingStub(channel);
    }
  }

  private final List<String> addresses;
  private final List<ManagedChannel> channels;
  private final AtomicInteger current = new AtomicInteger();

  CodebookNodes(List<String> addresses, List<ManagedChannel> channels) {
    this.addresses = List.copyOf(addresses);
    this.channels = List.copyOf(channels);
  }

  /**
   * @throws InvalidInputException if a certificate or key cannot be read
   */
  static CodebookNodes of(CodebookServers servers) {
    ChannelCredentials credentials = credentials(servers);
    return new CodebookNodes(
        servers.addresses(),
        servers.addresses().stream()
            .map(address -> channel(address, credentials, servers.token()))
            .toList());
  }

  Node current() {
    int number = current.get();
    return new Node(number, channels.get(number));
  }

  /** Calls go to the next node from now on, unless they do so already. */
  void failed(Node node) {
    current.compareAndSet(node.number(), (node.number() + 1) % channels.size());
  }

  /** Does not wait before connecting again, as whoever calls has waited. */
  void connectAtOnce() {
    current().channel().resetConnectBackoff();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  @Override
  public String toString() {
    return String.join(", ", addresses);
  }

  private static ManagedChannel channel(
      String address, ChannelCredentials credentials, Optional<BearerToken> token) {
    return Grpc.newChannelBuilderForAddress(
            CodebookServers.host(address), CodebookServers.port(address), credentials)
        .intercept(token.<ClientInterceptor>map(TokenInterceptor::new).stream().toList())
        .maxInboundMessageSize(CodebookMessages.LONGEST_MESSAGE)
        .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
        .build();
  }

  private static ChannelCredentials credentials(CodebookServers servers) {
    if (servers.trust().isEmpty()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    try {
      tls.trustManager(servers.trust().get().toFile());
      if (servers.identity().isPresent()) {
        CodebookServers.Identity identity = servers.identity().get();
        tls.keyManager(identity.certificates().toFile(), identity.key().toFile());
      }
      return tls.build();
    } catch (IOException e) {
      throw new InvalidInputException(
          "the certificates for the codebook service cannot be read ("
              + e
              + "); give PEM files that this process may read",
          e);
    }
  }
}
