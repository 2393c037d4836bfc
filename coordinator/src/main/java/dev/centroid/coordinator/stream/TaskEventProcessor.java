package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.metrics.TaskMetrics;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what workers tell, and leaves out what cannot be read. */
final class TaskEventProcessor implements Processor<byte[], byte[], String, JobCommand> {

  private static final Logger LOG = LoggerFactory.getLogger(TaskEventProcessor.class);

  private final Deserializer<TaskEvent> deserializer =
      new JsonSerde<>(TaskEvent.class).deserializer();
  private final TaskMetrics metrics;
  private Optional<ProcessorContext<String, JobCommand>> context = Optional.empty();

  TaskEventProcessor(TaskMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, JobCommand> processorContext) {
    this.context = Optional.of(processorContext);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    try {
      TaskEvent event = deserializer.deserialize(Topic.TASK_EVENTS.topicName(), record.value());
      if (event == null) {
        throw new SerializationException("the record has no value");
      }
      context
          .orElseThrow()
          .forward(
              new Record<>(event.task().jobId(), new JobCommand.Tell(event), record.timestamp()));
    } catch (SerializationException e) {
      metrics.malformed(Topic.TASK_EVENTS);
      LOG.warn("skipped a task event that cannot be read: {}", e.getMessage());
    }
  }
}
