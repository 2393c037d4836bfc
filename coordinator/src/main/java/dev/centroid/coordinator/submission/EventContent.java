package dev.centroid.coordinator.submission;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.quantization.InvalidInputException;
import java.util.Optional;

/** What a CloudEvent asks for, whichever way it came: a compression, or an order to a job. */
public final class EventContent {

  private final String type;
  private final Optional<String> subject;
  private final Optional<byte[]> data;

  /**
   * @param type as {@code dev.centroid.compression.requested}
   * @param subject names the job of an order, as {@code jobs/ID}
   * @param data of a request, the submission as JSON
   */
  public EventContent(String type, Optional<String> subject, Optional<byte[]> data) {
    this.type = type;
    this.subject = subject;
    this.data = data;
  }

  /** The order that it gives, if it is one. */
  public Optional<JobOrder> order() {
    return OrderEvent.ofType(type);
  }

  /**
   * The job that an order is for.
   *
   * @throws InvalidInputException if its subject names none
   */
  public String orderedJob() {
    return subject
        .flatMap(OrderEvent::jobOf)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "event: its subject must name the job as jobs/ID, but "
                        + subject.map(text -> "is '" + text + "'").orElse("there is none")));
  }

  /**
   * What a request asks for.
   *
   * @throws InvalidInputException if it is of another type, or its data is no submission
   */
  public JobSubmission submission() {
    if (!type.equals(SubmissionEvent.TYPE)) {
      throw new InvalidInputException(
          "event: its type must be "
              + SubmissionEvent.TYPE
              + " or that of an order such as "
              + OrderEvent.typeOf(JobOrder.CANCEL)
              + ", but is '"
              + type
              + "'");
    }
    return SubmissionRequest.fromEventData(
        data.orElseThrow(
            () -> new InvalidInputException("event: has no data; send a submission as JSON")));
  }
}
