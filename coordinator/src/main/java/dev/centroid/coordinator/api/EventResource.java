package dev.centroid.coordinator.api;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.submission.EventContent;
import dev.centroid.coordinator.submission.HttpEvent;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/**
 * CloudEvents by HTTP, such as brokers of events deliver them. What is accepted is answered without
 * a body, which they would take for an event.
 */
@Path("/v1/events")
class EventResource {

  private final JobIntake intake;

  EventResource(JobIntake intake) {
    this.intake = intake;
  }

  @POST
  public Response receive(@Context HttpHeaders headers, InputStream body) throws IOException {
    byte[] content = JsonBody.readEvent(headers, body);
    String jobId = follow(HttpEvent.read(headers.getRequestHeaders(), content), headers);
    return Response.accepted().location(URI.create("/v1/jobs/" + jobId)).build();
  }

  /** Does as the event says, and returns the job that it is about. */
  private String follow(HttpEvent event, HttpHeaders headers) throws IOException {
    EventContent content = event.content();
    Optional<JobOrder> order = content.order();
    return order.isPresent()
        ? intake.order(content.orderedJob(), order.get()).jobId()
        : intake.submit(event.request(), "POST /v1/events", headers);
  }
}
