package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.metrics.TaskMetrics;
import dev.centroid.coordinator.submission.EventContent;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobId;
import dev.centroid.quantization.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests (CloudEvents in binary mode), keys them by job, and turns away what cannot be
 * read, telling its sender if it has one.
 */
final class RequestProcessor implements Processor<byte[], byte[], String, RequestProcessor.Read> {

  private static final Logger LOG = LoggerFactory.getLogger(RequestProcessor.class);

  private final TaskMetrics metrics;
  private Optional<ProcessorContext<String, Read>> context = Optional.empty();

  RequestProcessor(TaskMetrics metrics) {
    this.metrics = metrics;
  }

  /** What became of a request: one of the two. */
  record Read(Optional<JobCommand.OfUser> command, Optional<String> rejection) {}

  @Override
  public void init(ProcessorContext<String, Read> processorContext) {
    this.context = Optional.of(processorContext);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Headers headers = record.headers();
    try {
      String requestId = JobId.of(require(headers, "ce_source"), require(headers, "ce_id"));
      Addressed addressed = read(requestId, record);
      context
          .orElseThrow()
          .forward(new Record<>(addressed.jobId(), addressed.read(), record.timestamp()));
    } catch (InvalidInputException e) {
      metrics.malformed(Topic.REQUESTS);
      LOG.warn("skipped a request that names no sender to answer: {}", e.getMessage());
    }
  }

  /** What was read, and of which job. */
  private record Addressed(String jobId, Read read) {}

  private Addressed read(String requestId, Record<byte[], byte[]> record) {
    try {
      EventContent event = content(record);
      Optional<JobOrder> order = event.order();
      return order.isPresent()
          ? accepted(event.orderedJob(), new JobCommand.Order(order.get()))
          : accepted(requestId, new JobCommand.Submit(event.submission()));
    } catch (InvalidInputException e) {
      metrics.malformed(Topic.REQUESTS);
      LOG.warn("turned away a request: job={} reason={}", requestId, e.getMessage());
      return new Addressed(
          requestId, new Read(Optional.empty(), Optional.of(String.valueOf(e.getMessage()))));
    }
  }

  private static Addressed accepted(String jobId, JobCommand.OfUser command) {
    return new Addressed(jobId, new Read(Optional.of(command), Optional.empty()));
  }

  private static EventContent content(Record<byte[], byte[]> record) {
    Headers headers = record.headers();
    String version = require(headers, "ce_specversion");
    if (!version.equals("1.0")) {
      throw new InvalidInputException(
          "request: header ce_specversion must be 1.0, but is '" + version + "'");
    }
    return new EventContent(
        require(headers, "ce_type"),
        find(headers, "ce_subject"),
        Optional.ofNullable(record.value()));
  }

  private static String require(Headers headers, String name) {
    return find(headers, name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "request: header " + name + " is missing; send a CloudEvent in binary mode"));
  }

  private static Optional<String> find(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name))
        .map(Header::value)
        .filter(value -> value.length > 0)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }
}
