package dev.centroid.coordinator.api;

import dev.centroid.coordinator.notification.Notifications;
import dev.centroid.coordinator.service.NotificationService;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;

/** Notifications of an object store by HTTP, such as MinIO's webhook sends them. */
@Path("/v1/notifications")
class NotificationResource {

  private final NotificationService service;

  NotificationResource(NotificationService service) {
    this.service = service;
  }

  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public Response receive(@Context HttpHeaders headers, InputStream body) throws IOException {
    byte[] message = JsonBody.read(headers, body);
    Notifications notifications =
        service
            .notifications()
            .orElseThrow(
                () ->
                    ProblemException.of(
                        Status.CONFLICT,
                        "no rule says what to do with objects; set centroid.notifications.rules"));
    return Response.accepted(notifications.take(message)).build();
  }
}
