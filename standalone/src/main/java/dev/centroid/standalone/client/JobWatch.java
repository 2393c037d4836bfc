package dev.centroid.standalone.client;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobDetails;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a job by its server-sent events on a thread of its own; connects again when the stream
 * breaks.
 */
public final class JobWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final JobClient client;
  private final String jobId;
  private final Consumer<TaskEvent> tasks;
  private final BlockingDeque<JobDetails> news = new LinkedBlockingDeque<>();
  private final Thread thread;
  private volatile boolean closed;

  private JobWatch(JobClient client, String jobId, Consumer<TaskEvent> tasks) {
    this.client = client;
    this.jobId = jobId;
    this.tasks = tasks;
    this.thread = new Thread(this::watch, "job-watch");
    this.thread.setDaemon(true);
  }

  /**
   * Begins to listen.
   *
   * @param tasks is told what workers tell of the job's tasks, on a thread of this watch
   */
  public static JobWatch start(JobClient client, String jobId, Consumer<TaskEvent> tasks) {
    JobWatch watch = new JobWatch(client, jobId, tasks);
    watch.thread.start();
    return watch;
  }

  /**
   * Waits until the job is another than at the last call.
   *
   * @return the job as it is now; empty when the time is up
   */
  public Optional<JobDetails> awaitChange(Duration patience) throws InterruptedException {
    Optional<JobDetails> newest =
        Optional.ofNullable(news.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    while (!news.isEmpty()) {
      newest = Optional.of(news.take());
    }
    return newest;
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
          JobMirror mirror = new JobMirror();
          client.watch(
              jobId,
              (name, data) -> {
                if (name.equals("task")) {
                  tasks.accept(Json.mapper().readValue(data, TaskEvent.class));
                }
                if (mirror.accept(name, data)) {
                  mirror.details().ifPresent(news::add);
                }
                return !closed;
              });
        } catch (IOException e) {
          LOG.debug("the stream of events broke, connecting again", e);
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
