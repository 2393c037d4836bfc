package dev.centroid.codebook.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.centroid.codebook.store.InfinispanCodebookStore;
import dev.centroid.codebook.store.VersionedCodebook;
import dev.centroid.protocol.codebook.CodebookMessages;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.grpc.Codebook;
import dev.centroid.protocol.grpc.CodebookKey;
import dev.centroid.protocol.grpc.CodebookVersion;
import dev.centroid.protocol.grpc.CodebooksGrpc;
import dev.centroid.protocol.grpc.ContributeReply;
import dev.centroid.protocol.grpc.ContributeRequest;
import dev.centroid.protocol.grpc.GetRequest;
import dev.centroid.protocol.grpc.ListReply;
import dev.centroid.protocol.grpc.ListRequest;
import dev.centroid.protocol.grpc.PutReply;
import dev.centroid.protocol.grpc.PutRequest;
import dev.centroid.protocol.grpc.WatchRequest;
import dev.centroid.protocol.task.CodebookRef;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** codebook.proto over the store, on worker threads because the store waits for the disk. */
@GrpcService
@Blocking
class CodebooksService extends CodebooksGrpc.CodebooksImplBase {

  private static final Logger LOG = Logger.getLogger(CodebooksService.class);

  private final InfinispanCodebookStore store;
  private final CodebookMetrics metrics;

  CodebooksService(InfinispanCodebookStore store, CodebookMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutReply> replies) {
    CodebookKey key = request.getKey();
    byte[] content = request.getContent().toByteArray();
    answer(
        replies,
        () -> {
          CodebookRef stored = metrics.put(content.length, () -> put(request, content));
          return PutReply.newBuilder()
              .setVersion(CodebookMessages.version(key.getJobId(), stored))
              .build();
        });
  }

  @Override
  public void contribute(ContributeRequest request, StreamObserver<ContributeReply> replies) {
    CodebookVersion base = request.getBase();
    String jobId = base.getKey().getJobId();
    answer(
        replies,
        () -> {
          ContributeReply.Builder reply = ContributeReply.newBuilder();
          store
              .contribute(
                  jobId,
                  CodebookMessages.ref(base),
                  request.getFirstShard(),
                  request.getShards(),
                  request.getDeltasList().stream().map(ByteString::toByteArray).toList())
              .ifPresent(merged -> reply.setVersion(CodebookMessages.version(jobId, merged)));
          return reply.build();
        });
  }

  @Override
  public void get(GetRequest request, StreamObserver<Codebook> replies) {
    CodebookKey key = request.getKey();
    answer(
        replies,
        () -> {
          Optional<VersionedCodebook> found =
              request.getVersion() == 0
                  ? store.findNewest(key.getJobId(), key.getLayer())
                  : store.find(key.getJobId(), key.getLayer(), request.getVersion());
          return found
              .map(codebook -> message(key.getJobId(), codebook))
              .orElseThrow(
                  () ->
                      Status.NOT_FOUND
                          .withDescription(
                              "job "
                                  + key.getJobId()
                                  + ", layer "
                                  + key.getLayer()
                                  + (request.getVersion() == 0
                                      ? " has no version"
                                      : " has no version " + request.getVersion()))
                          .asRuntimeException());
        });
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListReply> replies) {
    answer(
        replies,
        () ->
            ListReply.newBuilder()
                .addAllLayers(
                    store.list(request.getJobId()).stream()
                        .map(layer -> CodebookMessages.version(request.getJobId(), layer))
                        .toList())
                .build());
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<CodebookVersion> replies) {
    ServerCallStreamObserver<CodebookVersion> call =
        (ServerCallStreamObserver<CodebookVersion>) replies;
    try {
      CodebookStore.Watch watch =
          store.watch(
              request.getJobId(),
              layer -> call.onNext(CodebookMessages.version(request.getJobId(), layer)));
      call.setOnCancelHandler(watch::close);
    } catch (RuntimeException e) {
      replies.onError(logged(e));
    }
  }

  private CodebookRef put(PutRequest request, byte[] content) {
    CodebookKey key = request.getKey();
    return request.getPredecessorDigest().isEmpty()
        ? store.put(key.getJobId(), key.getLayer(), request.getExpectedVersion(), content)
        : store.putAfter(
            key.getJobId(),
            new CodebookRef(
                key.getLayer(),
                request.getExpectedVersion(),
                CodebookMessages.digest(request.getPredecessorDigest())),
            content);
  }

  private static <T> void answer(StreamObserver<T> replies, Supplier<T> answer) {
    T reply;
    try {
      reply = answer.get();
    } catch (StatusRuntimeException e) {
      replies.onError(e);
      return;
    } catch (RuntimeException e) {
      replies.onError(logged(e));
      return;
    }
    replies.onNext(reply);
    replies.onCompleted();
  }

  private static StatusRuntimeException logged(RuntimeException failure) {
    StatusRuntimeException status = Statuses.of(failure);
    if (status.getStatus().getCode() == Status.Code.INTERNAL) {
      LOG.error("a call failed that should not", failure);
    } else if (Statuses.isForLog(failure)) {
      LOG.warn("codebook store failed", failure);
    }
    return status;
  }

  private static Codebook message(String jobId, VersionedCodebook codebook) {
    return Codebook.newBuilder()
        .setVersion(CodebookMessages.version(jobId, codebook.version()))
        .setContent(UnsafeByteOperations.unsafeWrap(codebook.content()))
        .build();
  }
}
