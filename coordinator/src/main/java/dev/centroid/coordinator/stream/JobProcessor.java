package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.JobMachine;
import dev.centroid.coordinator.metrics.Meters;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The desk of a partition's jobs as a processor of Kafka Streams. */
final class JobProcessor implements Processor<String, JobCommand, String, Outbound> {

  private final JobMachine machine;
  private final Meters meters;
  private Optional<JobDesk> desk = Optional.empty();

  JobProcessor(JobMachine machine, Meters meters) {
    this.machine = machine;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<String, Outbound> context) {
    JobDesk opened =
        new JobDesk(
            machine,
            meters,
            JobStores.of(context),
            new RecordOutbox(context),
            () -> Instant.ofEpochMilli(context.currentSystemTimeMs()));
    desk = Optional.of(opened);
    Cancellable unused =
        context.schedule(
            JobDesk.LOOK_INTERVAL,
            PunctuationType.WALL_CLOCK_TIME,
            timestamp -> opened.look(Instant.ofEpochMilli(timestamp)));
  }

  @Override
  public void close() {
    desk.ifPresent(JobDesk::close);
  }

  @Override
  public void process(Record<String, JobCommand> record) {
    desk.orElseThrow().take(record.key(), record.value(), Instant.ofEpochMilli(record.timestamp()));
  }
}
