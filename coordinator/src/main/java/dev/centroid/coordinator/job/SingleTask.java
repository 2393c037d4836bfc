package dev.centroid.coordinator.job;

/** A stage of one task, which is its own unit of work. */
sealed interface SingleTask extends Stage
    permits AllocateBudget,
        AverageShards,
        EvaluateGiven,
        EvaluatePacked,
        MeasureSensitivity,
        PackResult,
        RecalibrateNorms {

  @Override
  default int parts() {
    return 1;
  }

  @Override
  default boolean sequential() {
    return true;
  }

  @Override
  default int units(int part) {
    return 1;
  }

  @Override
  default boolean progressInUnits() {
    return false;
  }
}
