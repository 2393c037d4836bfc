package dev.centroid.coordinator.stream;

import dev.centroid.coordinator.metrics.TaskMetrics;
import dev.centroid.coordinator.submission.SubmissionEvent;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobId;
import dev.centroid.protocol.view.JobSubmission;
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
  record Read(Optional<JobSubmission> submission, Optional<String> rejection) {}

  @Override
  public void init(ProcessorContext<String, Read> processorContext) {
    this.context = Optional.of(processorContext);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Headers headers = record.headers();
    try {
      String jobId = JobId.of(require(headers, "ce_source"), require(headers, "ce_id"));
      forward(record, jobId, read(jobId, record));
    } catch (InvalidInputException e) {
      metrics.malformed(Topic.REQUESTS);
      LOG.warn("skipped a request that names no sender to answer: {}", e.getMessage());
    }
  }

  private Read read(String jobId, Record<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        throw new InvalidInputException("request: has no data; send a submission as JSON");
      }
      requireType(record.headers());
      return new Read(
          Optional.of(SubmissionRequest.fromEventData(record.value())), Optional.empty());
    } catch (InvalidInputException e) {
      metrics.malformed(Topic.REQUESTS);
      LOG.warn("turned away a request: job={} reason={}", jobId, e.getMessage());
      return new Read(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static void requireType(Headers headers) {
    String version = require(headers, "ce_specversion");
    if (!version.equals("1.0")) {
      throw new InvalidInputException(
          "request: header ce_specversion must be 1.0, but is '" + version + "'");
    }
    String type = require(headers, "ce_type");
    if (!type.equals(SubmissionEvent.TYPE)) {
      throw new InvalidInputException(
          "request: header ce_type must be " + SubmissionEvent.TYPE + ", but is '" + type + "'");
    }
  }

  private static String require(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null || header.value().length == 0) {
      throw new InvalidInputException(
          "request: header " + name + " is missing; send a CloudEvent in binary mode");
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  private void forward(Record<byte[], byte[]> record, String jobId, Read read) {
    context.orElseThrow().forward(new Record<>(jobId, read, record.timestamp()));
  }
}
