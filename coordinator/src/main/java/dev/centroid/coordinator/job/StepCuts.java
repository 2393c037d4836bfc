package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.StepRange;

/**
 * Steps of a phase cut into slices; the last one may be shorter.
 *
 * @param first the first step
 * @param end one after the last step
 * @param sliceSteps steps of a slice
 */
record StepCuts(int first, int end, int sliceSteps) {

  int count() {
    return (int) (((long) end - first + sliceSteps - 1) / sliceSteps);
  }

  StepRange slice(int index) {
    int start = first + index * sliceSteps;
    return new StepRange(start, (int) Math.min((long) start + sliceSteps, end));
  }
}
