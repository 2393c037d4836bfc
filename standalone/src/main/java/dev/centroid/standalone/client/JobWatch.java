package dev.centroid.standalone.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears on a thread of its own that a job changed; connects again when the stream breaks. */
public final class JobWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final JobClient client;
  private final String jobId;

  /** One place: any number of changes not yet looked at are one. */
  private final BlockingQueue<Boolean> changes = new ArrayBlockingQueue<>(1);

  private final Thread thread;
  private volatile boolean closed;

  private JobWatch(JobClient client, String jobId) {
    this.client = client;
    this.jobId = jobId;
    this.thread = new Thread(this::watch, "job-watch");
    this.thread.setDaemon(true);
  }

  /** Begins to listen. */
  public static JobWatch start(JobClient client, String jobId) {
    JobWatch watch = new JobWatch(client, jobId);
    watch.thread.start();
    return watch;
  }

  /**
   * Waits for a change.
   *
   * @return whether there was one; false when the time is up
   */
  public boolean awaitChange(Duration patience) throws InterruptedException {
    return changes.poll(patience.toMillis(), TimeUnit.MILLISECONDS) != null;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void watch() {
    try {
      while (!closed) {
        try {
          client.watch(jobId, this::changed);
        } catch (IOException e) {
          LOG.debug("the stream of events broke, connecting again", e);
        }
        // What happened while nobody listened counts as a change.
        changed();
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean changed() {
    changes.offer(true);
    return !closed;
  }
}
