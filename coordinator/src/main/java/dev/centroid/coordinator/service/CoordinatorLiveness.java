package dev.centroid.coordinator.service;

import dev.centroid.coordinator.Coordinator;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when only a new start can help. */
@Liveness
@ApplicationScoped
class CoordinatorLiveness implements HealthCheck {

  private final CoordinatorService service;

  CoordinatorLiveness(CoordinatorService service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("coordinator is alive")
        .status(service.coordinator().map(Coordinator::isAlive).orElse(true))
        .build();
  }
}
