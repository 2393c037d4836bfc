package dev.centroid.protocol.codebook;

import com.google.protobuf.ByteString;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.grpc.Codebook;
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
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A codebook service of one job, by the words of codebook.proto, for tests of its client. */
final class InMemoryCodebooks extends CodebooksGrpc.CodebooksImplBase {

  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger watches = new AtomicInteger();
  final AtomicBoolean silent = new AtomicBoolean();
  final AtomicBoolean unavailable = new AtomicBoolean();
  final List<PutRequest> puts = new ArrayList<>();
  final List<ContributeRequest> contributions = new ArrayList<>();
  private final SortedMap<String, List<ByteString>> layers = new TreeMap<>();
  private final List<StreamObserver<CodebookVersion>> watchers = new ArrayList<>();

  @Override
  public synchronized void put(PutRequest request, StreamObserver<PutReply> replies) {
    calls.incrementAndGet();
    if (silent.get()) {
      return;
    }
    if (unavailable.get()) {
      replies.onError(Status.UNAVAILABLE.withDescription("a minority").asRuntimeException());
      return;
    }
    puts.add(request);
    List<ByteString> versions =
        layers.computeIfAbsent(request.getKey().getLayer(), layer -> new ArrayList<>());
    if (versions.size() != request.getExpectedVersion()) {
      replies.onError(
          Status.ABORTED.withDescription("newest is " + versions.size()).asRuntimeException());
      return;
    }
    versions.add(request.getContent());
    CodebookVersion version = version(request.getKey().getLayer(), versions.size());
    watchers.forEach(watcher -> watcher.onNext(version));
    replies.onNext(PutReply.newBuilder().setVersion(version).build());
    replies.onCompleted();
  }

  /** Merges nothing: the last shard's change is the next version. */
  @Override
  public synchronized void contribute(
      ContributeRequest request, StreamObserver<ContributeReply> replies) {
    ContributeReply.Builder reply = ContributeReply.newBuilder();
    contributions.add(request);
    int end = request.getFirstShard() + request.getDeltasCount();
    if (end == request.getShards()) {
      CodebookVersion base = request.getBase();
      layers.get(base.getKey().getLayer()).add(request.getDeltas(request.getDeltasCount() - 1));
      reply.setVersion(version(base.getKey().getLayer(), base.getVersion() + 1));
    }
    replies.onNext(reply.build());
    replies.onCompleted();
  }

  @Override
  public synchronized void get(GetRequest request, StreamObserver<Codebook> replies) {
    List<ByteString> versions = layers.getOrDefault(request.getKey().getLayer(), List.of());
    if (request.getVersion() > versions.size()) {
      replies.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    replies.onNext(
        Codebook.newBuilder()
            .setVersion(version(request.getKey().getLayer(), request.getVersion()))
            .setContent(versions.get((int) request.getVersion() - 1))
            .build());
    replies.onCompleted();
  }

  @Override
  public synchronized void list(ListRequest request, StreamObserver<ListReply> replies) {
    replies.onNext(ListReply.newBuilder().addAllLayers(newest()).build());
    replies.onCompleted();
  }

  @Override
  public synchronized void watch(WatchRequest request, StreamObserver<CodebookVersion> replies) {
    newest().forEach(replies::onNext);
    watchers.add(replies);
    watches.incrementAndGet();
    ((ServerCallStreamObserver<CodebookVersion>) replies)
        .setOnCancelHandler(
            () -> {
              forget(replies);
              watches.decrementAndGet();
            });
  }

  /** What a broken connection does to every watch. */
  synchronized void breakWatches() {
    List.copyOf(watchers)
        .forEach(watcher -> watcher.onError(Status.UNAVAILABLE.asRuntimeException()));
    watchers.clear();
    watches.set(0);
  }

  private synchronized void forget(StreamObserver<CodebookVersion> watcher) {
    watchers.remove(watcher);
  }

  private List<CodebookVersion> newest() {
    return layers.entrySet().stream()
        .filter(layer -> !layer.getValue().isEmpty())
        .map(layer -> version(layer.getKey(), layer.getValue().size()))
        .toList();
  }

  private CodebookVersion version(String layer, long version) {
    ByteString content = layers.get(layer).get((int) version - 1);
    return CodebookMessages.version(
        "job", new CodebookRef(layer, version, Sha256.of(content.toByteArray())));
  }
}
