package dev.centroid.coordinator.stream;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Tells senders of requests why they were turned away. */
final class RejectionProcessor
    implements Processor<String, RequestProcessor.Read, String, Outbound> {

  private Optional<ProcessorContext<String, Outbound>> context = Optional.empty();

  @Override
  public void init(ProcessorContext<String, Outbound> processorContext) {
    this.context = Optional.of(processorContext);
  }

  @Override
  public void process(Record<String, RequestProcessor.Read> record) {
    record
        .value()
        .rejection()
        .ifPresent(
            reason ->
                context
                    .orElseThrow()
                    .forward(UserEventRecords.rejection(record.key(), reason, record.timestamp())));
  }
}
