package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.Optional;

/**
 * What a job has yielded so far, its layers apart.
 *
 * @param before the given model on the evaluation data
 * @param after the packed file, read back, on the evaluation data
 * @param packaged the result's files
 * @param trainingState the newest training state; empty while it is the model as given
 * @param decidedRecipe the recipe with all its choices made, when it had left some
 * @param sensitivity the newest mean squared gradients of layers that were still float then
 */
record JobResults(
    Optional<TaskOutcome.Evaluated> before,
    Optional<TaskOutcome.Evaluated> after,
    Optional<TaskOutcome.Packaged> packaged,
    Optional<Digest> trainingState,
    Optional<Digest> sensitivity,
    Optional<Digest> decidedRecipe) {

  static JobResults none() {
    return new JobResults(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  JobResults withBefore(TaskOutcome.Evaluated evaluated) {
    return new JobResults(
        Optional.of(evaluated), after, packaged, trainingState, sensitivity, decidedRecipe);
  }

  JobResults withAfter(TaskOutcome.Evaluated evaluated) {
    return new JobResults(
        before, Optional.of(evaluated), packaged, trainingState, sensitivity, decidedRecipe);
  }

  JobResults withPackaged(TaskOutcome.Packaged files) {
    return new JobResults(
        before, after, Optional.of(files), trainingState, sensitivity, decidedRecipe);
  }

  JobResults withTrainingState(Digest state) {
    return new JobResults(before, after, packaged, Optional.of(state), sensitivity, decidedRecipe);
  }

  JobResults withSensitivity(Digest fisher) {
    return new JobResults(
        before, after, packaged, trainingState, Optional.of(fisher), decidedRecipe);
  }

  JobResults withDecidedRecipe(Digest recipe) {
    return new JobResults(before, after, packaged, trainingState, sensitivity, Optional.of(recipe));
  }
}
