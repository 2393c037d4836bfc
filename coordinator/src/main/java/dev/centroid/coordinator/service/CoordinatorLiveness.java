package dev.centroid.coordinator.service;

import dev.centroid.coordinator.Coordinator;
import dev.centroid.coordinator.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when only a new start can help. */
@Liveness
@ApplicationScoped
class CoordinatorLiveness implements HealthCheck {

  private final CoordinatorService service;
  private final NotificationService notifications;

  CoordinatorLiveness(CoordinatorService service, NotificationService notifications) {
    this.service = service;
    this.notifications = notifications;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("coordinator is alive")
        .status(
            service.coordinator().map(Coordinator::isAlive).orElse(true)
                && notifications.notifications().map(Notifications::isAlive).orElse(true))
        .build();
  }
}
