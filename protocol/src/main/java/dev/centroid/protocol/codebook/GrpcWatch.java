package dev.centroid.protocol.codebook;

import dev.centroid.protocol.grpc.CodebookVersion;
import dev.centroid.protocol.grpc.WatchRequest;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that follows a job's codebooks, and connects again when the connection breaks. */
final class GrpcWatch implements CodebookStore.Watch {

  private static final Logger LOG = LoggerFactory.getLogger(GrpcWatch.class);

  private final CodebookNodes nodes;
  private final WatchRequest request;
  private final RetryPolicy policy;
  private final Retries retries;
  private final Progress progress;
  private final Context.CancellableContext context = Context.current().withCancellation();

  private GrpcWatch(
      CodebookNodes nodes,
      WatchRequest request,
      RetryPolicy policy,
      Retries retries,
      Progress progress) {
    this.nodes = nodes;
    this.request = request;
    this.policy = policy;
    this.retries = retries;
    this.progress = progress;
  }

  static GrpcWatch start(
      CodebookNodes nodes, String jobId, RetryPolicy policy, Retries retries, Progress progress) {
    WatchRequest request = WatchRequest.newBuilder().setJobId(jobId).build();
    GrpcWatch watch = new GrpcWatch(nodes, request, policy, retries, progress);
    Thread thread = new Thread(watch.context.wrap(watch::follow), "codebook-watch-" + jobId);
    thread.setDaemon(true);
    // Closing the watch ends a pause between two connections, too.
    watch.context.addListener(closed -> thread.interrupt(), Runnable::run);
    thread.start();
    return watch;
  }

  @Override
  public void close() {
    context.cancel(null);
  }

  private void follow() {
    int failures = 0;
    try {
      while (!context.isCancelled()) {
        failures = followUntilItBreaks() ? 1 : failures + 1;
        retries.pause(policy.backoff().pause(failures));
      }
    } catch (RuntimeException e) {
      if (!context.isCancelled()) {
        LOG.error("the watch of job {} ended: its listener failed", request.getJobId(), e);
      }
    }
  }

  /** Returns when the connection broke: whether anything had come over it. */
  private boolean followUntilItBreaks() {
    boolean connected = false;
    CodebookNodes.Node node = nodes.current();
    try {
      Iterator<CodebookVersion> versions = node.stub().watch(request);
      while (versions.hasNext()) {
        progress.reached(CodebookMessages.ref(versions.next()));
        connected = true;
      }
    } catch (StatusRuntimeException | CodebookUnavailableException e) {
      LOG.debug("the watch of job {} connects again", request.getJobId(), e);
      nodes.failed(node);
    }
    return connected;
  }
}
