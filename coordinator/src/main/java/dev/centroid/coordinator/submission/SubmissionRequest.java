package dev.centroid.coordinator.submission;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobId;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.util.List;

/**
 * A request for compression with the name that makes a repeated request the same job.
 *
 * @param source who asks: an event's {@code ce_source}
 * @param id the request's name at its source: an event's {@code ce_id}
 * @param submission what is asked for
 */
public record SubmissionRequest(String source, String id, JobSubmission submission) {

  /** The source of requests that name none. */
  public static final String DEFAULT_SOURCE = "/v1/jobs";

  private static final List<String> BODY =
      List.of("inputs", "seed", "threads", "deadline", "source", "id");
  private static final List<String> DATA = List.of("inputs", "seed", "threads", "deadline");
  private static final List<String> INPUTS = List.of("model", "train", "evaluation", "recipe");
  private static final ObjectReader STRICT =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * Reads the body of {@code POST /v1/jobs}: the submission's fields, and optionally {@code source}
   * and {@code id}. Without an id, the digest of the submission is the id: the same submission is
   * the same job.
   *
   * @throws InvalidInputException if it is no such JSON; names the field
   */
  public static SubmissionRequest fromBody(byte[] json) {
    JsonFields fields = objectOf(json);
    fields.onlyKnown(BODY);
    JobSubmission submission = submissionOf(fields);
    return new SubmissionRequest(
        fields.uri("source").orElse(DEFAULT_SOURCE),
        fields.text("id").orElseGet(() -> SubmissionDigest.of(submission)),
        submission);
  }

  /**
   * Reads the data of a submission event.
   *
   * @throws InvalidInputException if it is no such JSON; names the field
   */
  public static JobSubmission fromEventData(byte[] json) {
    JsonFields fields = objectOf(json);
    fields.onlyKnown(DATA);
    return submissionOf(fields);
  }

  /** The job that it is a request for. */
  public String jobId() {
    return JobId.of(source, id);
  }

  private static JsonFields objectOf(byte[] json) {
    try {
      JsonNode node = STRICT.readTree(json);
      if (!node.isObject()) {
        throw new InvalidInputException(
            "request: must be a JSON object with a submission's fields");
      }
      return new JsonFields(node, "");
    } catch (IOException e) {
      // Jackson's message goes on with where it was reading from, which helps nobody.
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
      throw new InvalidInputException("request: is not JSON: " + reason, e);
    }
  }

  private static JobSubmission submissionOf(JsonFields fields) {
    JsonFields inputs = fields.object("inputs");
    inputs.onlyKnown(INPUTS);
    return new JobSubmission(
        new JobInputs(
            inputs.digest("model"),
            inputs.digest("train"),
            inputs.digest("evaluation"),
            inputs.digest("recipe")),
        fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        (int) fields.integer("threads", 1, Integer.MAX_VALUE),
        fields.instant("deadline"));
  }
}
