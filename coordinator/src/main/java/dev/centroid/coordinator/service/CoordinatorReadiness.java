package dev.centroid.coordinator.service;

import dev.centroid.coordinator.Coordinator;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Up when jobs run and the views show them all. */
@Readiness
@Startup
@ApplicationScoped
class CoordinatorReadiness implements HealthCheck {

  private final CoordinatorService service;

  CoordinatorReadiness(CoordinatorService service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("coordinator runs jobs")
        .status(service.coordinator().filter(Coordinator::isReady).isPresent())
        .build();
  }
}
