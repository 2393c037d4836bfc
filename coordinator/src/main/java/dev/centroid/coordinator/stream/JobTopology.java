package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.metrics.Meters;
import dev.centroid.protocol.topic.JsonSerde;
import dev.centroid.protocol.topic.Topic;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Requests and task events in; tasks, views and news out. Requests may come under any key: they
 * pass through a topic of the topology's own that is keyed by job, so that all of a job meets in
 * one partition.
 */
public final class JobTopology {

  private static final Consumed<byte[], byte[]> BYTES =
      Consumed.with(Serdes.ByteArray(), Serdes.ByteArray());

  private JobTopology() {}

  /**
   * @param partitions of {@code centroid.task-events}
   */
  public static Topology build(JobMachine machine, Meters meters, int partitions) {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, RequestProcessor.Read> requests =
        builder.stream(Topic.REQUESTS.topicName(), BYTES)
            .process(() -> new RequestProcessor(meters.tasks()));
    KStream<String, Outbound> rejections =
        requests
            .filter((jobId, read) -> read.rejection().isPresent())
            .process(RejectionProcessor::new);
    KStream<String, JobCommand> commands =
        requests
            .filter((jobId, read) -> read.command().isPresent())
            .mapValues(read -> read.command().orElseThrow())
            .repartition(
                Repartitioned.with(Serdes.String(), new JsonSerde<>(JobCommand.OfUser.class))
                    .withName("requests")
                    .withNumberOfPartitions(partitions))
            .mapValues(command -> (JobCommand) command);
    KStream<String, Outbound> decisions =
        builder.stream(Topic.TASK_EVENTS.topicName(), BYTES)
            .process(() -> new TaskEventProcessor(meters.tasks()))
            .merge(commands)
            .process(new JobProcessors(machine, meters));
    decisions.to(
        (key, outbound, context) -> outbound.topic().topicName(),
        Produced.with(Serdes.String(), Outbound.serde()));
    rejections.to(
        (key, outbound, context) -> outbound.topic().topicName(),
        Produced.with(Serdes.String(), Outbound.serde()));
    return builder.build();
  }

  /** Makes processors, and gives them their stores. */
  private record JobProcessors(JobMachine machine, Meters meters)
      implements ProcessorSupplier<String, JobCommand, String, Outbound> {

    @Override
    public Processor<String, JobCommand, String, Outbound> get() {
      return new JobProcessor(machine, meters);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return JobStores.builders();
    }
  }
}
