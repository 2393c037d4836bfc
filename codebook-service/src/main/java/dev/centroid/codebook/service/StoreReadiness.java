package dev.centroid.codebook.service;

import dev.centroid.codebook.store.InfinispanCodebookStore;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the store answers: in a cluster, when it has its vote and reaches a majority of the
 * nodes.
 */
@Readiness
@Singleton
class StoreReadiness implements HealthCheck {

  private final InfinispanCodebookStore store;

  StoreReadiness(InfinispanCodebookStore store) {
    this.store = store;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("codebook-store")
        .status(store.isReady())
        .withData("nodes", store.reachable())
        .withData("versions", store.versions())
        .build();
  }
}
