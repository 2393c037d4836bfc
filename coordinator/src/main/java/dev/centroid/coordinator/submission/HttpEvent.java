package dev.centroid.coordinator.submission;

import dev.centroid.quantization.InvalidInputException;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
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

  /** What it asks for. */
  public EventContent content() {
    return new EventContent(
        event.getType(),
        Optional.ofNullable(event.getSubject()),
        Optional.ofNullable(event.getData()).map(CloudEventData::toBytes));
  }

  /**
   * The request that it makes.
   *
   * @throws InvalidInputException if it is of another type, or its data is no submission
   */
  public SubmissionRequest request() {
    return new SubmissionRequest(
        event.getSource().toString(), event.getId(), content().submission());
  }
}
