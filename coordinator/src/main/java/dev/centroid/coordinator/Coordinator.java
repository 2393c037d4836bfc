package dev.centroid.coordinator;

import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.metrics.Gauges;
import dev.centroid.coordinator.metrics.Meters;
import dev.centroid.coordinator.metrics.ShareGroupLag;
import dev.centroid.coordinator.stream.JobTopology;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.coordinator.view.JobViews;
import dev.centroid.coordinator.view.ViewTail;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.topic.TopicAdmin;
import dev.centroid.protocol.trace.Tracing;
import dev.centroid.protocol.view.JobStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs: the topology that owns them, the views of them, and the way in for requests. Plain
 * Java, for a service, an embedding process and tests alike.
 */
public final class Coordinator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
  private static final Duration LAG_EVERY = Duration.ofSeconds(5);
  private static final Duration READY_CHECK = Duration.ofMillis(20);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Admin admin;
  private final KafkaStreams streams;
  private final JobViews views;
  private final ViewTail tail;
  private final ShareGroupLag lag;
  private final Meters meters;
  private final Gauges gauges;
  private final Submissions submissions;

  private Coordinator(
      Admin admin,
      int partitions,
      String instance,
      CoordinatorSettings settings,
      MeterRegistry registry,
      Tracing tracing) {
    this.admin = admin;
    this.views = new JobViews();
    this.meters = Meters.of(registry, tracing);
    this.gauges = new Gauges(registry);
    this.streams =
        new KafkaStreams(
            JobTopology.build(new JobMachine(settings.policy()), meters, partitions),
            StreamsProperties.of(settings, instance));
    streams.setUncaughtExceptionHandler(Coordinator::replaceThread);
    streams.start();
    this.tail = ViewTail.start(views, settings.kafka());
    this.lag = ShareGroupLag.start(admin, registry, LAG_EVERY);
    this.submissions = new Submissions(settings.kafka(), views, Clock.systemUTC());
    gauges.add(
        Gauge.builder("centroid.coordinator.ready", this, ready -> ready.isReady() ? 1 : 0)
            .description("1 when this coordinator runs jobs and shows them all, otherwise 0"));
    for (JobStatus status : JobStatus.values()) {
      gauges.add(
          Gauge.builder("centroid.jobs", views, all -> (double) all.count(status))
              .description("Jobs that are known, by their state")
              .tag("state", status.name().toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * Waits for the broker, creates topics and share groups that are missing, and begins to run jobs.
   *
   * @param tracing stays the caller's to close, after this
   * @throws dev.centroid.protocol.topic.TopicSetupException if the broker refuses, or is not there
   *     within the time that the settings give
   */
  public static Coordinator start(
      CoordinatorSettings settings, MeterRegistry registry, Tracing tracing) {
    RocksLibrary.load(settings.stateDirectory().resolve("native"));
    Admin admin = BrokerWait.connect(settings);
    try {
      int partitions = TopicAdmin.partitions(admin, Topic.TASK_EVENTS);
      String instance = InstanceName.in(settings.stateDirectory());
      return new Coordinator(admin, partitions, instance, settings, registry, tracing);
    } catch (RuntimeException e) {
      admin.close();
      throw e;
    }
  }

  /**
   * Waits until it runs jobs and the views show them all.
   *
   * @return whether it does; false when the time is up
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean awaitReady(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(READY_CHECK.toMillis());
    }
    return true;
  }

  /** Every job as it is now. */
  public JobViews views() {
    return views;
  }

  /**
   * Asks for a job, and returns once it can be seen.
   *
   * @return the job's id
   * @throws org.apache.kafka.common.KafkaException if the broker does not take the request
   */
  public String submit(SubmissionRequest request) {
    return submissions.submit(request);
  }

  /**
   * Orders something of a job that is known, and returns once it can be seen to be followed, or the
   * job to have ended before.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not take the order
   * @throws PendingException if it cannot be seen in time
   */
  public void order(String jobId, JobOrder order) {
    submissions.order(jobId, order);
  }

  /** Whether it runs jobs, and the views show them all. */
  public boolean isReady() {
    return streams.state() == State.RUNNING && tail.isCaughtUp();
  }

  /** Whether it runs jobs or may come to. */
  public boolean isAlive() {
    State state = streams.state();
    return state != State.ERROR
        && state != State.NOT_RUNNING
        && JobThreads.goOn(threadMetrics())
        && tail.isAlive();
  }

  /** What its threads tell of themselves. */
  Map<MetricName, ? extends Metric> threadMetrics() {
    return streams.metrics();
  }

  @Override
  public void close() {
    submissions.close();
    lag.close();
    tail.close();
    streams.close(CLOSE_WITHIN);
    admin.close(CLOSE_WITHIN);
    meters.close();
    gauges.close();
  }

  private static StreamThreadExceptionResponse replaceThread(Throwable fault) {
    LOG.error("a thread that runs jobs failed; another takes its place", fault);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
