package dev.centroid.coordinator.job;

import java.util.List;

/** k-means of some layers, a task each, side by side. */
sealed interface KMeansStage extends Stage permits QuantizeGroup, RefreshNoise {

  /** Indices in the plan. */
  List<Integer> layers();

  @Override
  default int parts() {
    return layers().size();
  }

  @Override
  default boolean sequential() {
    return false;
  }

  @Override
  default boolean progressInUnits() {
    // A task tells its iterations, which are no units of the phase.
    return false;
  }
}
