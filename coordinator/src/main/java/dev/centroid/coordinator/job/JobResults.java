package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.TaskOutcome;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job has yielded so far, its layers apart.
 *
 * @param before the given model on the evaluation data
 * @param after the packed file, read back, on the evaluation data
 * @param packaged the result's files
 * @param trainingState the newest training state; empty while it is the model as given
 * @param decidedRecipe the recipe with all its choices made, when it had left some
 * @param shards training states of those shards of the current slice that are done, by shard; none
 *     without shards
 * @param sensitivity the newest mean squared gradients of layers that were still float then
 */
record JobResults(
    Optional<TaskOutcome.Evaluated> before,
    Optional<TaskOutcome.Evaluated> after,
    Optional<TaskOutcome.Packaged> packaged,
    Optional<Digest> trainingState,
    SortedMap<Integer, Digest> shards,
    Optional<Digest> sensitivity,
    Optional<Digest> decidedRecipe) {

  JobResults {
    shards = Collections.unmodifiableSortedMap(new TreeMap<>(shards));
  }

  static JobResults none() {
    return new JobResults(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Collections.emptySortedMap(),
        Optional.empty(),
        Optional.empty());
  }

  JobResults withBefore(TaskOutcome.Evaluated evaluated) {
    return new JobResults(
        Optional.of(evaluated), after, packaged, trainingState, shards, sensitivity, decidedRecipe);
  }

  JobResults withAfter(TaskOutcome.Evaluated evaluated) {
    return new JobResults(
        before,
        Optional.of(evaluated),
        packaged,
        trainingState,
        shards,
        sensitivity,
        decidedRecipe);
  }

  JobResults withPackaged(TaskOutcome.Packaged files) {
    return new JobResults(
        before, after, Optional.of(files), trainingState, shards, sensitivity, decidedRecipe);
  }

  JobResults withTrainingState(Digest state) {
    return new JobResults(
        before,
        after,
        packaged,
        Optional.of(state),
        Collections.emptySortedMap(),
        sensitivity,
        decidedRecipe);
  }

  /** With what one shard has made of the current slice. */
  JobResults withShard(int shard, Digest state) {
    SortedMap<Integer, Digest> known = new TreeMap<>(shards);
    known.put(shard, state);
    return new JobResults(
        before, after, packaged, trainingState, known, sensitivity, decidedRecipe);
  }

  JobResults withSensitivity(Digest fisher) {
    return new JobResults(
        before, after, packaged, trainingState, shards, Optional.of(fisher), decidedRecipe);
  }

  JobResults withDecidedRecipe(Digest recipe) {
    return new JobResults(
        before, after, packaged, trainingState, shards, sensitivity, Optional.of(recipe));
  }
}
