package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.Decision;
import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.job.JobState;
import dev.centroid.coordinator.job.LayerEntry;
import dev.centroid.coordinator.job.Verdict;
import dev.centroid.coordinator.metrics.TaskMetrics;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.ShareGroup;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.protocol.view.ViewKey;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the transitions over the stores, and sends out what they decide. */
final class JobProcessor implements Processor<String, JobCommand, String, Outbound> {

  private static final Logger LOG = LoggerFactory.getLogger(JobProcessor.class);

  private final Serializer<Task> tasks = new JsonSerde<>(Task.class).serializer();
  private final Serializer<JobView> jobViews = new JsonSerde<>(JobView.class).serializer();
  private final Serializer<LayerView> layerViews = new JsonSerde<>(LayerView.class).serializer();
  private final JobMachine machine;
  private final TaskMetrics metrics;
  private Optional<Wiring> wiring = Optional.empty();

  JobProcessor(JobMachine machine, TaskMetrics metrics) {
    this.machine = machine;
    this.metrics = metrics;
  }

  private record Wiring(ProcessorContext<String, Outbound> context, JobStores stores) {}

  @Override
  public void init(ProcessorContext<String, Outbound> context) {
    wiring = Optional.of(new Wiring(context, JobStores.of(context)));
  }

  @Override
  public void process(Record<String, JobCommand> record) {
    Optional<Decision> decision = decide(record);
    if (decision.isPresent() && decision.get().verdict() == Verdict.APPLIED) {
      wiring.orElseThrow().stores().apply(record.key(), decision.get());
      send(record.key(), decision.get(), record.timestamp());
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
    for (Task task : decision.tasks()) {
      Topic topic = ShareGroup.of(task.queue()).topic();
      LOG.debug("issued: task={} attempt={}", task.header().taskId(), task.header().attempt());
      forward(task.header().taskId(), bytes(tasks, topic, task), timestamp);
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
