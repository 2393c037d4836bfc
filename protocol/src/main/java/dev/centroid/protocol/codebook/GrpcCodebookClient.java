package dev.centroid.protocol.codebook;

import com.google.protobuf.UnsafeByteOperations;
import dev.centroid.protocol.grpc.CodebookKey;
import dev.centroid.protocol.grpc.CodebooksGrpc.CodebooksBlockingStub;
import dev.centroid.protocol.grpc.ContributeReply;
import dev.centroid.protocol.grpc.ContributeRequest;
import dev.centroid.protocol.grpc.GetRequest;
import dev.centroid.protocol.grpc.ListRequest;
import dev.centroid.protocol.grpc.PutRequest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.InvalidInputException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The codebook service over gRPC. Every call has a deadline and is repeated with growing pauses
 * while the service is unavailable, each time by the next node, which is safe because all of them
 * are idempotent. Safe for use by many threads. A transport of grpc-java (e.g. {@code grpc-netty})
 * must be on the class path.
 */
public final class GrpcCodebookClient implements CodebookStore, AutoCloseable {

  private final CodebookNodes nodes;
  private final RetryPolicy policy;
  private final Failures failures;
  private final Retries retries;

  GrpcCodebookClient(CodebookNodes nodes, RetryPolicy policy, Timing timing) {
    this.nodes = nodes;
    this.policy = policy;
    this.failures = new Failures(nodes.toString());
    this.retries = new Retries(policy, timing, failures, nodes::connectAtOnce);
  }

  /** A client in plain text with the default times; connects at the first call. */
  public static GrpcCodebookClient connect(String host, int port) {
    return connect(host, port, RetryPolicy.DEFAULT);
  }

  /** A client in plain text; connects at the first call. */
  public static GrpcCodebookClient connect(String host, int port, RetryPolicy policy) {
    return connect(CodebookServers.plain(host + ":" + port), policy);
  }

  /**
   * A client of one or more nodes; connects at the first call.
   *
   * @throws InvalidInputException if a certificate or key cannot be read
   */
  public static GrpcCodebookClient connect(CodebookServers servers, RetryPolicy policy) {
    return new GrpcCodebookClient(CodebookNodes.of(servers), policy, Timing.SYSTEM);
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException if the content is longer than {@link
   *     CodebookMessages#LONGEST_CONTENT}, or job or layer have no name
   */
  @Override
  public CodebookRef put(String jobId, String layer, long expectedVersion, byte[] content) {
    return put(CodebookMessages.key(jobId, layer), expectedVersion, "", content);
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException if the content is longer than {@link
   *     CodebookMessages#LONGEST_CONTENT}, or job or layer have no name
   */
  @Override
  public CodebookRef putAfter(String jobId, CodebookRef predecessor, byte[] content) {
    return put(
        CodebookMessages.key(jobId, predecessor.layer()),
        predecessor.version(),
        predecessor.digest().hex(),
        content);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In as many calls as it takes for no message to be too long.
   */
  @Override
  public Optional<CodebookRef> contribute(
      String jobId, CodebookRef base, int firstShard, int shards, List<byte[]> deltas) {
    ContributeRequest.Builder request = contribution(jobId, base, firstShard, shards);
    long bytes = 0;
    for (byte[] delta : deltas) {
      requireFits(base.layer(), delta);
      if (bytes + delta.length > CodebookMessages.LONGEST_CONTENT) {
        ContributeRequest full = request.build();
        ContributeReply unused = call(stub -> stub.contribute(full));
        request = contribution(jobId, base, full.getFirstShard() + full.getDeltasCount(), shards);
        bytes = 0;
      }
      request.addDeltas(UnsafeByteOperations.unsafeWrap(delta));
      bytes += delta.length;
    }
    ContributeRequest last = request.build();
    ContributeReply reply = call(stub -> stub.contribute(last));
    return reply.hasVersion()
        ? Optional.of(CodebookMessages.ref(reply.getVersion()))
        : Optional.empty();
  }

  private static ContributeRequest.Builder contribution(
      String jobId, CodebookRef base, int firstShard, int shards) {
    return ContributeRequest.newBuilder()
        .setBase(CodebookMessages.version(jobId, base))
        .setFirstShard(firstShard)
        .setShards(shards);
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
    return GrpcWatch.start(nodes, jobId, policy, retries, new Progress(jobId, this, listener));
  }

  /** Breaks off what is under way, and closes the connections. */
  @Override
  public void close() {
    nodes.close();
  }

  private CodebookRef put(
      CodebookKey key, long expectedVersion, String predecessor, byte[] content) {
    requireFits(key.getLayer(), content);
    PutRequest request =
        PutRequest.newBuilder()
            .setKey(key)
            .setExpectedVersion(expectedVersion)
            .setPredecessorDigest(predecessor)
            .setContent(UnsafeByteOperations.unsafeWrap(content))
            .build();
    return CodebookMessages.ref(call(stub -> stub.put(request)).getVersion());
  }

  private static void requireFits(String layer, byte[] content) {
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
  }

  private <T> T call(Function<CodebooksBlockingStub, T> call) {
    try {
      return retries.run(deadline -> callOne(call, deadline));
    } catch (StatusRuntimeException e) {
      throw failures.translated(e);
    }
  }

  private <T> T callOne(Function<CodebooksBlockingStub, T> call, Duration deadline) {
    CodebookNodes.Node node = nodes.current();
    try {
      return call.apply(node.stub().withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS));
    } catch (StatusRuntimeException e) {
      if (Failures.isTransient(e)) {
        nodes.failed(node);
      }
      throw e;
    }
  }
}
