package dev.centroid.standalone.broker;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;

/**
 * Sees in a cluster's metadata when the controller has given up the session that this node's broker
 * had in its former life. For one use.
 */
final class FormerSession implements MetadataPublisher {

  private final int nodeId;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  FormerSession(int nodeId) {
    this.nodeId = nodeId;
  }

  /** Completes when the broker leads no partition; at once when it never ran. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public String name() {
    return "FormerSession id=" + nodeId;
  }

  @Override
  public void onMetadataUpdate(
      MetadataDelta delta, MetadataImage newImage, LoaderManifest manifest) {
    BrokerRegistration registration = newImage.cluster().broker(nodeId);
    if (registration == null || registration.fenced()) {
      ended.complete(null);
    }
  }

  @Override
  public void close() {
    ended.cancel(false);
  }
}
