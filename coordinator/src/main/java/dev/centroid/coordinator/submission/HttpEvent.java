package dev.centroid.coordinator.submission;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.quantization.InvalidInputException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A CloudEvent that came by HTTP: a request for compression, or an order to a job. */
public final class HttpEvent {

  private final CloudEvent event;

  private HttpEvent(CloudEvent event) {
    this.event = event;
  }

  /**
   * Reads one in binary or structured mode (CloudEvents 1.0, HTTP protocol binding).
   *
   * @param headers of the request, by name
   * @throws InvalidInputException if it is none
   */
  public static HttpEvent read(Map<String, List<String>> headers, byte[] body) {
    try {
      return new HttpEvent(
          HttpMessageFactory.createReader(
                  each -> headers.forEach((name, values) -> each.accept(name, values.get(0))), body)
              .toEvent());
    } catch (CloudEventRWException | EventDeserializationException | IllegalStateException e) {
      // The last is what the library throws for an attribute that is missing.
      throw new InvalidInputException(
          "event: is no CloudEvent 1.0 in binary mode (headers ce-specversion, ce-id, ce-source, ce-type) or structured mode (application/cloudevents+json): "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable"),
          e);
    }
  }

  /** The order that it gives, if it is one. */
  public Optional<JobOrder> order() {
    return OrderEvent.ofType(event.getType());
  }

  /**
   * The job that an order is for.
   *
   * @throws InvalidInputException if its subject names none
   */
  public String orderedJob() {
    String subject = Optional.ofNullable(event.getSubject()).orElse("");
    return OrderEvent.jobOf(subject)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "event: its subject must name the job as jobs/ID, but is '" + subject + "'"));
  }

  /**
   * The request that it makes.
   *
   * @throws InvalidInputException if it is of another type, or its data is no submission
   */
  public SubmissionRequest request() {
    if (!event.getType().equals(SubmissionEvent.TYPE)) {
      throw new InvalidInputException(
          "event: its type must be "
              + SubmissionEvent.TYPE
              + " or that of an order such as "
              + OrderEvent.typeOf(JobOrder.CANCEL)
              + ", but is '"
              + event.getType()
              + "'");
    }
    if (event.getData() == null) {
      throw new InvalidInputException("event: has no data; send a submission as JSON");
    }
    return new SubmissionRequest(
        event.getSource().toString(),
        event.getId(),
        SubmissionRequest.fromEventData(event.getData().toBytes()));
  }
}
