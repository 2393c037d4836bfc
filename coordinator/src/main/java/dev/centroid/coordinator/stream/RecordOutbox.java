package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.UserEvent;
import dev.centroid.protocol.control.StopOrder;
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
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends what the desk puts out as records.
 *
 * @param context of the processor whose records they are
 */
record RecordOutbox(ProcessorContext<String, Outbound> context) implements Outbox {

  private static final Serializer<Task> TASKS = new JsonSerde<>(Task.class).serializer();
  private static final Serializer<StopOrder> STOPS = new JsonSerde<>(StopOrder.class).serializer();
  private static final Serializer<JobView> JOBS = new JsonSerde<>(JobView.class).serializer();
  private static final Serializer<LayerView> LAYERS = new JsonSerde<>(LayerView.class).serializer();

  @Override
  public void task(Task task, Instant at) {
    Topic topic = ShareGroup.of(task.queue()).topic();
    forward(task.header().taskId(), bytes(TASKS, topic, task), at);
  }

  @Override
  public void stop(StopOrder order, Instant at) {
    forward(order.jobId(), bytes(STOPS, Topic.CONTROL, order), at);
  }

  @Override
  public void view(JobView view, Instant at) {
    forward(view.jobId(), bytes(JOBS, Topic.JOBS, view), at);
  }

  @Override
  public void layer(String jobId, int index, Optional<LayerView> view, Instant at) {
    forward(
        ViewKey.ofLayer(jobId, index).toString(),
        view.map(layer -> bytes(LAYERS, Topic.JOBS, layer)).orElse(Outbound.tombstone(Topic.JOBS)),
        at);
  }

  @Override
  public void forgotten(String jobId, Instant at) {
    forward(jobId, Outbound.tombstone(Topic.JOBS), at);
  }

  @Override
  public void news(UserEvent event, Instant at) {
    context.forward(UserEventRecords.of(event, at.toEpochMilli()));
  }

  private static <T> Outbound bytes(Serializer<T> serializer, Topic topic, T value) {
    return Outbound.of(topic, serializer.serialize(topic.topicName(), value));
  }

  private void forward(String key, Outbound outbound, Instant at) {
    context.forward(new Record<>(key, outbound, at.toEpochMilli()));
  }
}
