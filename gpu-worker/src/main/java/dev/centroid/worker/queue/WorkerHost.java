package dev.centroid.worker.queue;

import dev.centroid.protocol.topic.ShareGroup;

/** The brokers and the process around a worker. */
interface WorkerHost {

  /** Joins a group; called again when a queue was lost. */
  ShareQueue join(ShareGroup group);

  /** Ends the process immediately, without shutdown hooks. */
  void halt(int exitCode);

  /** The real ones. */
  static WorkerHost of(WorkerSettings settings) {
    return new WorkerHost() {
      @Override
      public ShareQueue join(ShareGroup group) {
        return ShareQueue.join(settings, group);
      }

      @Override
      public void halt(int exitCode) {
        Runtime.getRuntime().halt(exitCode);
      }
    };
  }
}
