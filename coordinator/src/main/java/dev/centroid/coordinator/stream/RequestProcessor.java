package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.metrics.TaskMetrics;
import dev.centroid.coordinator.submission.OrderEvent;
import dev.centroid.coordinator.submission.SubmissionEvent;
import dev.centroid.coordinator.submission.SubmissionRequest;
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
import org.jspecify.annotations.Nullable;
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
      String type = typeOf(record.headers());
      Optional<JobOrder> order = OrderEvent.ofType(type);
      return order.isPresent()
          ? accepted(jobOf(record.headers()), new JobCommand.Order(order.get()))
          : accepted(requestId, submission(type, record.value()));
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

  private static JobCommand.Submit submission(String type, byte @Nullable [] data) {
    if (!type.equals(SubmissionEvent.TYPE)) {
      throw new InvalidInputException(
          "request: header ce_type must be "
              + SubmissionEvent.TYPE
              + " or that of an order such as "
              + OrderEvent.typeOf(JobOrder.CANCEL)
              + ", but is '"
              + type
              + "'");
    }
    if (data == null) {
      throw new InvalidInputException("request: has no data; send a submission as JSON");
    }
    return new JobCommand.Submit(SubmissionRequest.fromEventData(data));
  }

  private static String typeOf(Headers headers) {
    String version = require(headers, "ce_specversion");
    if (!version.equals("1.0")) {
      throw new InvalidInputException(
          "request: header ce_specversion must be 1.0, but is '" + version + "'");
    }
    return require(headers, "ce_type");
  }

  private static String jobOf(Headers headers) {
    String subject = require(headers, "ce_subject");
    return OrderEvent.jobOf(subject)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "request: header ce_subject must name the job as jobs/ID, but is '"
                        + subject
                        + "'"));
  }

  private static String require(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null || header.value().length == 0) {
      throw new InvalidInputException(
          "request: header " + name + " is missing; send a CloudEvent in binary mode");
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
