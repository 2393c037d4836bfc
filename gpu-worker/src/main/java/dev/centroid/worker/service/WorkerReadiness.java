package dev.centroid.worker.service;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Up as long as every queue is being served. */
@Liveness
@Readiness
@ApplicationScoped
class WorkerReadiness implements HealthCheck {

  private final WorkerService service;

  WorkerReadiness(WorkerService service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("worker").status(service.isServing()).build();
  }
}
