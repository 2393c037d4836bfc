package dev.centroid.protocol.codebook;

import com.google.protobuf.UnsafeByteOperations;
import dev.centroid.protocol.grpc.CodebooksGrpc;
import dev.centroid.protocol.grpc.CodebooksGrpc.CodebooksBlockingStub;
import dev.centroid.protocol.grpc.GetRequest;
import dev.centroid.protocol.grpc.ListRequest;
import dev.centroid.protocol.grpc.PutRequest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The codebook service over gRPC. Every call has a deadline and is repeated with growing pauses
 * while the service is unavailable, which is safe because all of them are idempotent. Safe for use
 * by many threads. A transport of grpc-java (e.g. {@code grpc-netty}) must be on the class path.
 */
public final class GrpcCodebookClient implements CodebookStore, AutoCloseable {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  private final ManagedChannel channel;
  private final RetryPolicy policy;
  private final Failures failures;
  private final Retries retries;

  GrpcCodebookClient(ManagedChannel channel, String service, RetryPolicy policy, Timing timing) {
    this.channel = channel;
    this.policy = policy;
    this.failures = new Failures(service);
    this.retries = new Retries(policy, timing, failures, channel::resetConnectBackoff);
  }

  /** A client in plain text with the default times; connects at the first call. */
  public static GrpcCodebookClient connect(String host, int port) {
    return connect(host, port, RetryPolicy.DEFAULT);
  }

  /** A client in plain text; connects at the first call. */
  public static GrpcCodebookClient connect(String host, int port, RetryPolicy policy) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(host, port, InsecureChannelCredentials.create())
            .maxInboundMessageSize(CodebookMessages.LONGEST_MESSAGE)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .build();
    return new GrpcCodebookClient(channel, host + ":" + port, policy, Timing.SYSTEM);
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException if the content is longer than {@link
   *     CodebookMessages#LONGEST_CONTENT}, or job or layer have no name
   */
  @Override
  public CodebookRef put(String jobId, String layer, long expectedVersion, byte[] content) {
    if (content.length > CodebookMessages.LONGEST_CONTENT) {
      throw new InvalidInputException(
          "the codebook of layer "
              + layer
              + " has "
              + content.length
              + " bytes, more than the "
              + CodebookMessages.LONGEST_CONTENT
              + " that the codebook service takes; choose fewer centroids or smaller blocks");
    }
    PutRequest request =
        PutRequest.newBuilder()
            .setKey(CodebookMessages.key(jobId, layer))
            .setExpectedVersion(expectedVersion)
            .setContent(UnsafeByteOperations.unsafeWrap(content))
            .build();
    return CodebookMessages.ref(call(stub -> stub.put(request)).getVersion());
  }

  @Override
  public Optional<byte[]> get(String jobId, String layer, long version) {
    if (version < 1) {
      throw new IllegalArgumentException("versions count from 1, but got " + version);
    }
    GetRequest request =
        GetRequest.newBuilder()
            .setKey(CodebookMessages.key(jobId, layer))
            .setVersion(version)
            .build();
    return call(
        stub -> {
          try {
            return Optional.of(stub.get(request).getContent().toByteArray());
          } catch (StatusRuntimeException e) {
            if (Failures.isNotFound(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  @Override
  public List<CodebookRef> list(String jobId) {
    ListRequest request = ListRequest.newBuilder().setJobId(jobId).build();
    return call(stub -> stub.list(request)).getLayersList().stream()
        .map(CodebookMessages::ref)
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The listener is called by one thread of the watch's own. When the connection breaks, the
   * watch connects again until it is closed, and tells the versions it missed.
   */
  @Override
  public Watch watch(String jobId, Consumer<CodebookRef> listener) {
    list(jobId);
    return GrpcWatch.start(
        CodebooksGrpc.newBlockingStub(channel),
        jobId,
        policy,
        retries,
        new Progress(jobId, this, listener));
  }

  /** Breaks off what is under way, and closes the connection. */
  @Override
  public void close() {
    channel.shutdownNow();
  }

  private <T> T call(Function<CodebooksBlockingStub, T> call) {
    try {
      return retries.run(
          deadline ->
              call.apply(
                  CodebooksGrpc.newBlockingStub(channel)
                      .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)));
    } catch (StatusRuntimeException e) {
      throw failures.translated(e);
    }
  }
}
