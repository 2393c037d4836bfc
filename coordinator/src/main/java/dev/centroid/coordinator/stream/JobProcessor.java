package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.Attention;
import dev.centroid.coordinator.job.Decision;
import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobState;
import dev.centroid.coordinator.job.LayerEntry;
import dev.centroid.coordinator.job.Overdue;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.job.TaskWatch;
import dev.centroid.coordinator.job.Verdict;
import dev.centroid.coordinator.metrics.TaskMetrics;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.protocol.view.ViewKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the transitions over the stores, and sends out what they decide. */
final class JobProcessor implements Processor<String, JobCommand, String, Outbound> {

  private static final Logger LOG = LoggerFactory.getLogger(JobProcessor.class);

  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final Serializer<Task> tasks = new JsonSerde<>(Task.class).serializer();
  private final Serializer<JobView> jobViews = new JsonSerde<>(JobView.class).serializer();
  private final Serializer<LayerView> layerViews = new JsonSerde<>(LayerView.class).serializer();
  private final JobMachine machine;
  private final TaskMetrics metrics;
  private Optional<Wiring> wiring = Optional.empty();
  private Optional<Attention> attention = Optional.empty();

  JobProcessor(JobMachine machine, TaskMetrics metrics) {
    this.machine = machine;
    this.metrics = metrics;
  }

  private record Wiring(ProcessorContext<String, Outbound> context, JobStores stores) {

    Instant now() {
      return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
  }

  @Override
  public void init(ProcessorContext<String, Outbound> context) {
    Wiring parts = new Wiring(context, JobStores.of(context));
    wiring = Optional.of(parts);
    attention = Optional.of(Attention.from(parts.now()));
    Cancellable unused =
        context.schedule(
            LOOK_INTERVAL,
            PunctuationType.WALL_CLOCK_TIME,
            timestamp -> lookAtTasks(Instant.ofEpochMilli(timestamp)));
  }

  @Override
  public void process(Record<String, JobCommand> record) {
    Optional<Decision> decision = decide(record);
    if (decision.isPresent()) {
      if (record.value() instanceof JobCommand.Tell tell) {
        heard(tell.event());
      }
      take(record.key(), decision.get(), record.timestamp());
    }
  }

  private void take(String jobId, Decision decision, long timestamp) {
    if (decision.verdict() == Verdict.APPLIED) {
      wiring.orElseThrow().stores().apply(jobId, decision);
      send(jobId, decision, timestamp);
    }
  }

  private void heard(TaskEvent event) {
    Wiring parts = wiring.orElseThrow();
    String taskId = event.task().taskId();
    parts
        .stores()
        .watch(event)
        .ifPresent(
            watch -> {
              if (event instanceof TaskEvent.Completed || event instanceof TaskEvent.Failed) {
                parts.stores().forget(taskId);
              } else {
                watch
                    .heard(event, parts.now(), machine.policy().life())
                    .ifPresent(news -> parts.stores().watch(taskId, news));
              }
            });
  }

  /** Issues tasks again that were not heard of for too long. */
  private void lookAtTasks(Instant now) {
    TaskLife life = machine.policy().life();
    Attention looking = attention.orElseThrow().at(now, life.silence());
    attention = Optional.of(looking);
    JobStores stores = wiring.orElseThrow().stores();
    stores
        .overdue(looking.since(), now, life)
        .forEach((taskId, watch) -> deal(stores.issued(taskId), watch, now));
  }

  private void deal(Task task, TaskWatch watch, Instant now) {
    JobStores stores = wiring.orElseThrow().stores();
    String jobId = task.header().jobId();
    String taskId = task.header().taskId();
    Overdue overdue = machine.overdue(stores.header(jobId), task, watch, now);
    if (overdue instanceof Overdue.Reissued reissued) {
      metrics.reissued(task.kind());
      LOG.warn(
          "issued again, as it was not heard of: task={} issue={} worker={}",
          taskId,
          reissued.watch().issues(),
          watch.worker().orElse("none"));
      stores.watch(taskId, reissued.watch());
      send(task, now.toEpochMilli());
      return;
    }
    stores.forget(taskId);
    if (overdue instanceof Overdue.GivenUp givenUp) {
      LOG.warn("given up: task={}", taskId);
      take(jobId, givenUp.decision(), now.toEpochMilli());
    }
  }

  /** A fault in one job's transition must not stop the others; it leaves no trace in the stores. */
  private Optional<Decision> decide(Record<String, JobCommand> record) {
    try {
      return Optional.of(decide(record.key(), record.value(), record.timestamp()));
    } catch (RuntimeException e) {
      metrics.fault();
      LOG.error("skipped an event that no transition can take: job={}", record.key(), e);
      return Optional.empty();
    }
  }

  private Decision decide(String jobId, JobCommand command, long timestamp) {
    JobStores stores = wiring.orElseThrow().stores();
    Optional<JobState> state = stores.header(jobId);
    if (command instanceof JobCommand.Tell tell) {
      Decision decision = machine.told(state, tell.event(), stores.entries(jobId));
      metrics.told(tell.event(), decision.verdict());
      metrics.stepsDone(decision.stepsDone());
      return decision;
    }
    JobCommand.Submit submit = (JobCommand.Submit) command;
    Decision decision =
        machine.submitted(state, jobId, submit.submission(), Instant.ofEpochMilli(timestamp));
    LOG.info("job asked for: job={} verdict={}", jobId, decision.verdict());
    return decision;
  }

  private void send(String jobId, Decision decision, long timestamp) {
    Wiring parts = wiring.orElseThrow();
    for (Task task : decision.tasks()) {
      LOG.debug("issued: task={} attempt={}", task.header().taskId(), task.header().attempt());
      parts.stores().issue(task, parts.now());
      send(task, timestamp);
    }
    if (decision.viewChanged()) {
      JobView view = decision.state().orElseThrow().view();
      forward(jobId, bytes(jobViews, Topic.JOBS, view), timestamp);
    }
    for (Decision.LayerUpdate update : decision.layers()) {
      forward(
          ViewKey.ofLayer(jobId, update.index()).toString(),
          update
              .entry()
              .map(entry -> layerView(jobId, entry))
              .orElse(Outbound.tombstone(Topic.JOBS)),
          timestamp);
    }
    decision
        .news()
        .forEach(
            news -> wiring.orElseThrow().context().forward(UserEventRecords.of(news, timestamp)));
  }

  private void send(Task task, long timestamp) {
    Topic topic = ShareGroup.of(task.queue()).topic();
    forward(task.header().taskId(), bytes(tasks, topic, task), timestamp);
  }

  private Outbound layerView(String jobId, LayerEntry entry) {
    return bytes(layerViews, Topic.JOBS, entry.view(jobId));
  }

  private static <T> Outbound bytes(Serializer<T> serializer, Topic topic, T value) {
    return Outbound.of(topic, serializer.serialize(topic.topicName(), value));
  }

  private void forward(String key, Outbound outbound, long timestamp) {
    wiring.orElseThrow().context().forward(new Record<>(key, outbound, timestamp));
  }
}
