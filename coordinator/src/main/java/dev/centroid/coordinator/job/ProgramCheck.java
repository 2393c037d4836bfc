package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.JobProgram.GroupProgram;
import dev.centroid.quantization.plan.LayerPlan.Status;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Holds a program that a worker tells against the plan that it told before. */
final class ProgramCheck {

  private ProgramCheck() {}

  /** What is wrong with it, in one line. */
  static Optional<String> fault(JobProgram program, int layersPlanned, JobEntries entries) {
    if (program.layerCount() != layersPlanned) {
      return Optional.of(
          "the inspection counts "
              + program.layerCount()
              + " layers but told "
              + layersPlanned
              + " of them; run the same version of coordinator and workers, and run the job again");
    }
    if (program.sliceSteps() < 1 || program.floatSteps() < 0 || program.shards() < 1) {
      return Optional.of(
          "the inspection tells slices of "
              + program.sliceSteps()
              + " and float tuning of "
              + program.floatSteps()
              + " steps in "
              + program.shards()
              + " shards; run the same version of coordinator and workers");
    }
    Set<Integer> seen = new HashSet<>();
    for (GroupProgram group : program.groups()) {
      if (group.steps() < 0) {
        return Optional.of("group '" + group.name() + "' has " + group.steps() + " steps");
      }
      for (int layer : group.layers()) {
        boolean compressed =
            entries.layer(layer).filter(e -> e.plan().status() == Status.COMPRESSED).isPresent();
        if (!compressed || !seen.add(layer)) {
          return Optional.of(
              "group '"
                  + group.name()
                  + "' names layer "
                  + layer
                  + ", which the plan does not compress or another group names too; run the same"
                  + " version of coordinator and workers");
        }
      }
    }
    return Optional.empty();
  }
}
